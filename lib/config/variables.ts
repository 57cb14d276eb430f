import { DEFAULT_ACCOUNT } from './account-name.js';
import type { AlternativePaymentsModuleOptions } from './module-options.js';

/** The variables without their prefix, and the option that each one fills. */
const SUFFIXES = {
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

/** The variable that fills each option of an account. */
export type Variables = Readonly<Record<keyof typeof SUFFIXES, string>>;

/** How a message names an option: by its variable, if it has one. */
export function labelIn(variables: Readonly<Partial<Record<string, string>>>, option: string): string {
  return variables[option] ?? `"${option}"`;
}

/** A variable of an account. Its name contains that of the account, unless it is the default one. */
export function variableOf(account: string, suffix: string): string {
  const part = account === DEFAULT_ACCOUNT ? '' : `${account.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_`;
  return `ALTERNATIVE_PAYMENTS_${part}${suffix}`;
}

/** The variables of an account. */
export function variablesOf(account: string): Variables {
  const entries = Object.entries(SUFFIXES).map(([option, suffix]) => [option, variableOf(account, suffix)]);
  return Object.fromEntries(entries) as Variables;
}

/** Reads the variables as options, and lists what cannot be read. An empty variable counts as not given. */
export function readVariables(
  variables: Variables,
  environment: NodeJS.ProcessEnv = process.env,
): { options: AlternativePaymentsModuleOptions; problems: string[] } {
  const problems: string[] = [];
  const text = (option: keyof Variables): string | undefined => environment[variables[option]] || undefined;
  /** Reads a word as the value it stands for. */
  const word = <T>(option: keyof Variables, meanings: Readonly<Record<string, T>>): T | undefined => {
    const given = text(option);
    if (given === undefined || Object.hasOwn(meanings, given))
      return given === undefined ? undefined : meanings[given];
    problems.push(
      `${variables[option]} is "${given}". It must be one of ${Object.keys(meanings).join(', ')}.`,
    );
    return undefined;
  };
  const scope = text('tokenRequest');
  const timeout = text('http');
  if (timeout !== undefined && !/^\d{1,9}$/.test(timeout))
    problems.push(`${variables.http} is "${timeout}". It must be a whole number of milliseconds.`);

  const options: AlternativePaymentsModuleOptions = {
    // Validation checks later that it is one of the two.
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
  return { options, problems };
}
