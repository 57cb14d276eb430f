import { type ConfigFactoryKeyHost, registerAs } from '@nestjs/config';
import { accountName, DEFAULT_ACCOUNT } from './account-name.js';
import type { AlternativePaymentsModuleOptions } from './options.js';
import { resolveOptions } from './validation.js';

/** Variables that are read, without their prefix, and the option each one fills. */
const VARIABLES = {
  environment: 'ENVIRONMENT',
  baseURL: 'BASE_URL',
  allowInsecureHttp: 'ALLOW_INSECURE_HTTP',
  clientId: 'CLIENT_ID',
  clientSecret: 'CLIENT_SECRET',
  warmUp: 'WARM_UP',
  tokenRequest: 'SCOPE',
  pacing: 'PACING',
  http: 'TIMEOUT_MS',
} as const satisfies Record<keyof AlternativePaymentsModuleOptions, string>;

const PREFIX = 'ALTERNATIVE_PAYMENTS_';

/** What `registerAs` makes: a factory of options that also carries its key and `asProvider()`. */
export type AlternativePaymentsConfig = (() => AlternativePaymentsModuleOptions) &
  ConfigFactoryKeyHost<AlternativePaymentsModuleOptions>;

/**
 * Configuration namespace `alternativePayments` of `@nestjs/config`: the options of the default account
 * from the variables `ALTERNATIVE_PAYMENTS_ENVIRONMENT` or `_BASE_URL`, `_CLIENT_ID`, `_CLIENT_SECRET`, and
 * optionally `_WARM_UP`, `_SCOPE`, `_PACING` (`false`), `_TIMEOUT_MS` and `_ALLOW_INSECURE_HTTP`.
 *
 * @throws InvalidOptionsError while the application starts, naming each variable that is missing or wrong
 *
 * @example
 * AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider())
 */
export const alternativePaymentsConfig: AlternativePaymentsConfig = namespaceOf(
  DEFAULT_ACCOUNT,
  PREFIX,
  'alternativePayments',
);

/**
 * The same for a named account: `eu-1` reads `ALTERNATIVE_PAYMENTS_EU_1_CLIENT_ID` and so on.
 *
 * @throws InvalidRegistrationError if the name cannot be used
 *
 * @example
 * AlternativePaymentsModule.forRootAsync({ name: 'eu-1', ...alternativePaymentsConfigFor('eu-1').asProvider() })
 */
export function alternativePaymentsConfigFor(name: string): AlternativePaymentsConfig {
  const account = accountName(name);
  if (account === DEFAULT_ACCOUNT) return alternativePaymentsConfig;
  const prefix = `${PREFIX}${account.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_`;
  return namespaceOf(account, prefix, `alternativePayments:${account}`);
}

function namespaceOf(account: string, prefix: string, key: string): AlternativePaymentsConfig {
  return registerAs(key, () => {
    const variable = (option: keyof typeof VARIABLES): string => prefix + VARIABLES[option];
    const options = read((option) => process.env[variable(option)] || undefined);
    resolveOptions(options, account, variable);
    return options;
  });
}

/** Words that stand for something other than themselves. A word that is not listed is left to the validation. */
const MEANINGS: Record<string, unknown> = { true: true, false: false };

function read(
  value: (option: keyof typeof VARIABLES) => string | undefined,
): AlternativePaymentsModuleOptions {
  const word = (option: keyof typeof VARIABLES): unknown => {
    const text = value(option);
    return text !== undefined && Object.hasOwn(MEANINGS, text) ? MEANINGS[text] : text;
  };
  const scope = value('tokenRequest');
  const timeout = value('http');
  const pacing = word('pacing');
  return {
    environment: value('environment'),
    baseURL: value('baseURL'),
    allowInsecureHttp: word('allowInsecureHttp'),
    clientId: value('clientId'),
    clientSecret: value('clientSecret'),
    warmUp: word('warmUp'),
    tokenRequest: scope && { scope },
    pacing: pacing === true ? {} : pacing,
    http: timeout && { timeout: /^\d+$/.test(timeout) ? Number(timeout) : timeout },
  } as AlternativePaymentsModuleOptions; // not yet true: the validation makes it so
}
