import { type ConfigFactoryKeyHost, registerAs } from '@nestjs/config';
import { accountName, DEFAULT_ACCOUNT } from './account-name.js';
import type { AlternativePaymentsModuleOptions } from './module-options.js';
import { withRedactedPrint } from './redacted-print.js';
import { resolveOptions } from './resolved-options.js';

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
} as const satisfies Partial<Record<keyof AlternativePaymentsModuleOptions, string>>;

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
 * The same for a named account: `eu-1` reads `ALTERNATIVE_PAYMENTS_EU_1_CLIENT_ID` and so on. Whatever is no letter
 * or digit becomes an underscore, so `eu-1` and `eu_1` read the same variables.
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

function isVariable(option: string): option is keyof typeof VARIABLES {
  return Object.hasOwn(VARIABLES, option);
}

type Variable = (option: keyof typeof VARIABLES) => string;

function namespaceOf(account: string, prefix: string, key: string): AlternativePaymentsConfig {
  return registerAs(key, () => {
    const variable: Variable = (option) => prefix + VARIABLES[option];
    const problems: string[] = [];
    const options = read(variable, problems);
    resolveOptions(
      options,
      account,
      (option) => (isVariable(option) ? variable(option) : `"${option}"`),
      problems,
    );
    return withRedactedPrint(options, 'spread');
  });
}

function read(variable: Variable, problems: string[]): AlternativePaymentsModuleOptions {
  const text = (option: keyof typeof VARIABLES): string | undefined =>
    process.env[variable(option)] || undefined;
  /** A word as the value it stands for. */
  const word = <T>(option: keyof typeof VARIABLES, meanings: Readonly<Record<string, T>>): T | undefined => {
    const given = text(option);
    if (given === undefined || Object.hasOwn(meanings, given))
      return given === undefined ? undefined : meanings[given];
    problems.push(
      `${variable(option)} is "${given}". It must be one of ${Object.keys(meanings).join(', ')}.`,
    );
    return undefined;
  };
  const scope = text('tokenRequest');
  const timeout = text('http');
  if (timeout !== undefined && !/^\d{1,9}$/.test(timeout)) {
    problems.push(`${variable('http')} is "${timeout}". It must be a whole number of milliseconds.`);
  }
  return {
    // Not yet known to be one of the two: the validation says so.
    environment: text('environment') as AlternativePaymentsModuleOptions['environment'],
    baseURL: text('baseURL'),
    allowInsecureHttp: word('allowInsecureHttp', { true: true, false: false }),
    clientId: text('clientId') ?? '',
    clientSecret: text('clientSecret') ?? '',
    warmUp: word('warmUp', { background: 'background', required: 'required', false: false } as const),
    tokenRequest: scope === undefined ? undefined : { scope },
    pacing: word('pacing', { true: {}, false: false } as const),
    http: timeout === undefined ? undefined : { timeout: Number(timeout) || 0 },
  };
}
