import { InvalidOptionsError } from '../errors/invalid-options.error.js';
import { ClientCredentials } from './client-credentials.js';
import { ENVIRONMENT_URLS } from './environments.js';
import type { AlternativePaymentsModuleOptions } from './options.js';
import type { ResolvedOptions } from './resolved-options.js';

type Option = keyof AlternativePaymentsModuleOptions;

/** How a message names an option: by the option itself, or by the variable it was read from. */
export type OptionLabel = (option: Option) => string;

const KNOWN_OPTIONS: readonly Option[] = [
  'environment',
  'baseURL',
  'allowInsecureHttp',
  'clientId',
  'clientSecret',
  'warmUp',
  'tokenRequest',
  'pacing',
  'http',
];

/**
 * Checks the options of an account and fills in the defaults.
 *
 * @throws InvalidOptionsError that lists everything that is wrong, never showing a secret
 */
export function resolveOptions(
  options: AlternativePaymentsModuleOptions,
  account: string,
  label: OptionLabel = (option) => `"${option}"`,
): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionsError(account, [
      `No options were given (${String(options)}). Return an object with "environment" or "baseURL", "clientId" and "clientSecret".`,
    ]);
  }
  const checker = new OptionsChecker(options, label);
  const resolved = checker.resolve(account);
  if (checker.problems.length > 0) throw new InvalidOptionsError(account, checker.problems);
  return resolved;
}

/** Collects problems instead of stopping at the first, so that one start-up shows them all. */
class OptionsChecker {
  readonly problems: string[] = [];

  constructor(
    private readonly options: AlternativePaymentsModuleOptions,
    private readonly label: OptionLabel,
  ) {}

  resolve(account: string): ResolvedOptions {
    this.checkUnknown();
    const { environment, baseURL } = this.address(this.oneOf('allowInsecureHttp', [true, false], false));
    const clientId = this.credential('clientId');
    if (clientId.includes(':')) {
      this.problem(
        'clientId',
        'contains a colon, which HTTP Basic authentication cannot carry. Copy the id again from the dashboard, without the secret.',
      );
    }
    const clientSecret = this.credential('clientSecret');
    return {
      identity: { account, environment, baseURL, clientId },
      credentials: new ClientCredentials(clientId, clientSecret),
      warmUp: this.oneOf('warmUp', ['background', 'required', false], 'background'),
      tokenRequest: this.tokenRequest(),
      pacing: this.pacing(),
      http: this.http(),
    };
  }

  private problem(option: Option, text: string): void {
    this.problems.push(`${this.label(option)} ${text}`);
  }

  private checkUnknown(): void {
    for (const key of Object.keys(this.options)) {
      if (!(KNOWN_OPTIONS as readonly string[]).includes(key)) {
        this.problems.push(`"${key}" is not an option. The options are ${KNOWN_OPTIONS.join(', ')}.`);
      }
    }
  }

  private address(allowInsecureHttp: boolean): { environment: string; baseURL: string } {
    const environment = this.text('environment');
    const baseURL = this.text('baseURL');
    const both = `${this.label('environment')} (production or demo) or ${this.label('baseURL')}`;
    if (environment !== undefined && baseURL !== undefined) {
      this.problems.push(`Give either ${both}, not both: "${environment}" and an address of your own.`);
    } else if (environment !== undefined) {
      if (Object.hasOwn(ENVIRONMENT_URLS, environment)) {
        return { environment, baseURL: ENVIRONMENT_URLS[environment as keyof typeof ENVIRONMENT_URLS] };
      }
      this.problem('environment', `is "${environment}". It must be "production" or "demo".`);
    } else if (baseURL !== undefined) {
      return { environment: 'custom', baseURL: this.checkedURL(baseURL, allowInsecureHttp) };
    } else if (this.isAbsent('environment') && this.isAbsent('baseURL')) {
      this.problems.push(`Give ${both}: which money is moved is not guessed.`);
    }
    return { environment: '', baseURL: '' };
  }

  private checkedURL(text: string, allowInsecureHttp: boolean): string {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(text)) {
      this.problem(
        'baseURL',
        'is not an http(s) URL. Give one such as "https://public-api.demo.alternativepayments.io".',
      );
    } else if (url.username !== '' || url.password !== '') {
      this.problem(
        'baseURL',
        'contains a user or password. Put the API key into clientId and clientSecret instead.',
      );
    } else if (url.search !== '' || url.hash !== '') {
      this.problem(
        'baseURL',
        `has a query or fragment. Give the address alone: "${url.origin}${url.pathname}".`,
      );
    } else if (url.protocol === 'http:' && !isLoopback(url.hostname) && !allowInsecureHttp) {
      this.problem(
        'baseURL',
        `is "${url.origin}", and http: would show the client secret to the network. Use https:, or set ${this.label('allowInsecureHttp')} to true.`,
      );
    } else {
      return (url.origin + url.pathname).replace(/\/+$/, '');
    }
    return '';
  }

  private credential(option: 'clientId' | 'clientSecret'): string {
    const value = this.text(option);
    if (value === undefined) {
      if (this.isAbsent(option)) {
        this.problem(
          option,
          'is missing. API keys are made in the Partner Dashboard under Team Preferences, API Keys.',
        );
      }
      return '';
    }
    if (/\s/.test(value)) {
      this.problem(option, 'contains white space, probably from copying. Remove it.');
    }
    return value;
  }

  private tokenRequest(): ResolvedOptions['tokenRequest'] {
    const given = this.section('tokenRequest', ['path', 'scope', 'parameters', 'credentialEncoding']) ?? {};
    const { path = '/oauth/token', scope = '', parameters = {}, credentialEncoding = 'plain' } = given;
    if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path)) {
      this.problem(
        'tokenRequest',
        'has a "path" that is no path. It must begin with one slash, as "/oauth/token" does.',
      );
    }
    if (typeof scope !== 'string') {
      this.problem(
        'tokenRequest',
        'has a "scope" that is no text. Give scopes in one string, separated by spaces.',
      );
    }
    if (
      typeof parameters !== 'object' ||
      parameters === null ||
      Object.values(parameters).some((value) => typeof value !== 'string')
    ) {
      this.problem(
        'tokenRequest',
        'has "parameters" that are not all text. Give an object whose values are strings.',
      );
    } else if ('grant_type' in parameters || 'scope' in parameters) {
      this.problem(
        'tokenRequest',
        'has "parameters" with grant_type or scope. The first is fixed, and "scope" has a field of its own.',
      );
    }
    if (credentialEncoding !== 'plain' && credentialEncoding !== 'form-urlencoded') {
      this.problem(
        'tokenRequest',
        'has an unknown "credentialEncoding". It must be "plain" or "form-urlencoded".',
      );
    }
    return { path, scope, parameters, credentialEncoding };
  }

  private pacing(): ResolvedOptions['pacing'] {
    if (this.options.pacing === false) return false;
    const given = this.section('pacing', ['requests', 'perMilliseconds', 'queue']) ?? {};
    const { requests = 5, perMilliseconds = 1100, queue = 100 } = given;
    if (!Number.isSafeInteger(requests) || requests < 1) {
      this.problem(
        'pacing',
        `has "requests" ${String(requests)}. It must be a whole number from 1, or set pacing to false.`,
      );
    }
    if (!Number.isFinite(perMilliseconds) || perMilliseconds <= 0) {
      this.problem(
        'pacing',
        `has "perMilliseconds" ${String(perMilliseconds)}. It must be a number above 0.`,
      );
    }
    if (!Number.isSafeInteger(queue) || queue < 0) {
      this.problem('pacing', `has "queue" ${String(queue)}. It must be a whole number from 0.`);
    }
    return { requests, perMilliseconds, queue };
  }

  private http(): ResolvedOptions['http'] {
    const http = this.options.http ?? {};
    if (typeof http !== 'object') {
      this.problem('http', 'is no object. Give an axios request configuration.');
      return {};
    }
    const refused: Record<string, string> = {
      baseURL: 'the address of the API is the option baseURL of the account',
      auth: 'requests are authorised by the access token',
      maxRedirects: 'redirects are never followed',
      beforeRedirect: 'redirects are never followed',
    };
    for (const [key, reason] of Object.entries(refused)) {
      if (key in http) this.problem('http', `has "${key}": ${reason}. Remove it.`);
    }
    const timeout: unknown = http.timeout ?? 0;
    if (typeof timeout !== 'number' || !(timeout >= 0)) {
      this.problem('http', `has "timeout" ${JSON.stringify(timeout)}. It must be a number of milliseconds.`);
    }
    const headers = Object.keys(http.headers ?? {});
    if (headers.some((name) => name.toLowerCase() === 'authorization')) {
      this.problem(
        'http',
        'has an "Authorization" header: requests are authorised by the access token. Remove it.',
      );
    }
    return http;
  }

  /** Whether the option was not given at all; an empty variable counts as not given. */
  private isAbsent(option: Option): boolean {
    const value: unknown = this.options[option];
    return value === undefined || value === null || value === '';
  }

  private text(option: 'environment' | 'baseURL' | 'clientId' | 'clientSecret'): string | undefined {
    const value: unknown = this.options[option];
    if (this.isAbsent(option)) return undefined;
    if (typeof value === 'string') return value;
    this.problem(option, `is of type ${typeof value}. It must be text.`);
    return undefined;
  }

  private oneOf<T>(option: Option, allowed: readonly T[], fallback: T): T {
    if (this.isAbsent(option)) return fallback;
    const value = this.options[option] as T;
    if (!allowed.includes(value)) {
      this.problem(
        option,
        `is ${JSON.stringify(value)}. It must be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}.`,
      );
      return fallback;
    }
    return value;
  }

  private section<K extends 'tokenRequest' | 'pacing'>(
    option: K,
    known: readonly string[],
  ): Exclude<AlternativePaymentsModuleOptions[K], false> | undefined {
    const value: unknown = this.options[option];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object') {
      const orOff = option === 'pacing' ? 'false, or ' : '';
      this.problem(
        option,
        `is ${JSON.stringify(value)}. It must be ${orOff}an object with ${known.join(', ')}.`,
      );
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (!known.includes(key))
        this.problem(option, `has "${key}", which is unknown. It may hold ${known.join(', ')}.`);
    }
    return value as Exclude<AlternativePaymentsModuleOptions[K], false>;
  }
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
