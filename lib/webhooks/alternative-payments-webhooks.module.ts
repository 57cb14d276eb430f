import {
  type DynamicModule,
  type FactoryProvider,
  Module,
  type ModuleMetadata,
  type Provider,
} from '@nestjs/common';
import { accountName } from '../config/account-name.js';
import { isDefaultAccount } from '../alternative-payments.tokens.js';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';
import { withConcealedSecrets } from './concealed-options.js';
import { WebhookDispatcher } from './webhook-dispatcher.js';
import { webhookPath } from './webhook-path.js';
import { webhooksController } from './webhooks-controller.js';
import type {
  AlternativePaymentsWebhooksOptions,
  AlternativePaymentsWebhooksRegistration,
} from './webhooks-options.js';
import { webhooksProviders } from './webhooks-providers.js';
import { getWebhookDispatcherToken, OPTIONS } from './webhooks-tokens.js';

/** Options of `forRootAsync()`. */
export interface AlternativePaymentsWebhooksAsyncOptions
  extends AlternativePaymentsWebhooksRegistration, Pick<ModuleMetadata, 'imports'> {
  /** Creates the options from the providers that `inject` lists. */
  useFactory: FactoryProvider<AlternativePaymentsWebhooksOptions>['useFactory'];
  inject?: FactoryProvider['inject'];
}

/**
 * Receives the webhooks of an account, and has methods with `@OnWebhook()` handle each event once. Register it
 * in the root module, beside the account; `WebhookDispatcher` can be injected everywhere.
 *
 * @example
 * imports: [
 *   AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
 *   AlternativePaymentsWebhooksModule.forRootAsync(alternativePaymentsWebhooksConfig.asProvider()),
 * ]
 */
@Module({})
export class AlternativePaymentsWebhooksModule {
  /**
   * Registers the webhooks of an account with options that are known at once.
   *
   * @throws InvalidRegistrationError for a path, account or decorators that cannot be used. While the
   * application starts, other options that cannot be used raise an `InvalidOptionsError`
   *
   * @example
   * AlternativePaymentsWebhooksModule.forRoot({ secrets, store: new RedisDeliveryStore(client) })
   */
  static forRoot(
    options: AlternativePaymentsWebhooksOptions & AlternativePaymentsWebhooksRegistration,
  ): DynamicModule {
    const { account, path, route, decorators, ...others } = options ?? {};
    const given = { provide: OPTIONS, useValue: withConcealedSecrets(others, 'by name') };
    return register({ account, path, route, decorators }, given);
  }

  /**
   * Registers the webhooks of an account with options that come from elsewhere. `path`, `account`, `route` and
   * `decorators` stand beside the factory, because routes are static.
   *
   * @throws InvalidRegistrationError without `useFactory`, and for a path, account or decorators that cannot be
   * used. While the application starts, other options that cannot be used raise an `InvalidOptionsError`
   *
   * @example
   * AlternativePaymentsWebhooksModule.forRootAsync({
   *   path: 'hooks/:tenant',
   *   inject: [Partners],
   *   useFactory: (partners: Partners) => ({ secrets: ({ tenant }) => partners.webhookSecret(tenant) }),
   * })
   */
  static forRootAsync(options: AlternativePaymentsWebhooksAsyncOptions): DynamicModule {
    const { imports, inject = [], useFactory, ...registration } = options ?? {};
    if (typeof useFactory !== 'function') {
      throw new InvalidRegistrationError(
        'AlternativePaymentsWebhooksModule.forRootAsync() needs useFactory. ' +
          'With @nestjs/config: forRootAsync(alternativePaymentsWebhooksConfig.asProvider()).',
      );
    }
    const given: Provider = {
      provide: OPTIONS,
      inject,
      useFactory: async (...injected: unknown[]) =>
        withConcealedSecrets(await useFactory(...injected), 'by name'),
    };
    return { ...register(registration, given), imports };
  }
}

function register(
  { account: name, path: given, route = true, decorators = [] }: AlternativePaymentsWebhooksRegistration,
  options: Provider,
): DynamicModule {
  const account = accountName(name);
  if (typeof route !== 'boolean' || !decorators.every((one) => typeof one === 'function')) {
    throw new InvalidRegistrationError(
      'AlternativePaymentsWebhooksModule takes true or false as "route", and a list of class decorators as "decorators", such as [Public()].',
    );
  }
  const path = route ? webhookPath(given) : undefined;
  return {
    module: AlternativePaymentsWebhooksModule,
    global: true,
    controllers: path === undefined ? [] : [webhooksController(path, decorators)],
    providers: [options, ...webhooksProviders(account, path)],
    exports: [getWebhookDispatcherToken(account), ...(isDefaultAccount(account) ? [WebhookDispatcher] : [])],
  };
}
