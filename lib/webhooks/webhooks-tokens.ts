import { accountName } from '../config/account-name.js';

/** The options of a registration as they were given. */
export const OPTIONS = 'ALTERNATIVE_PAYMENTS:WEBHOOKS_OPTIONS';

/** The same options, validated and with every default filled in. */
export const RESOLVED_OPTIONS = 'ALTERNATIVE_PAYMENTS:RESOLVED_WEBHOOKS_OPTIONS';

/** Finds the handlers of the application. */
export const HANDLERS = 'ALTERNATIVE_PAYMENTS:WEBHOOK_HANDLERS';

/** The client of the account, or of one of its tenants. */
export const CLIENT_OF = 'ALTERNATIVE_PAYMENTS:WEBHOOKS_CLIENT_OF';

/** What observes the deliveries; undefined if nobody does. */
export const OBSERVATION = 'ALTERNATIVE_PAYMENTS:WEBHOOKS_OBSERVATION';

/**
 * The path of a registration with a route. It is a string, so that two copies of the package in one
 * application know each other's.
 */
export const PATH = 'ALTERNATIVE_PAYMENTS:WEBHOOKS_PATH';

/**
 * Injection token of an account's `WebhookDispatcher`. For the default account, the class itself works as
 * well.
 *
 * @param name name of the account; omit it for the default one
 */
export function getWebhookDispatcherToken(name?: string): string {
  return `ALTERNATIVE_PAYMENTS:WEBHOOK_DISPATCHER:${accountName(name)}`;
}
