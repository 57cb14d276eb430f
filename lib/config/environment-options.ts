import type { Section } from './section.js';

/** The vendor's two environments. They are separate: keys and tokens of one are useless in the other. */
export type AlternativePaymentsEnvironment = 'production' | 'demo';

/** Base URLs as the vendor's quick-start guide gives them. */
const ENVIRONMENT_URLS: Readonly<Record<AlternativePaymentsEnvironment, string>> = {
  production: 'https://public-api.alternativepayments.io',
  demo: 'https://public-api.demo.alternativepayments.io',
};

/** Where the API of an account is. */
export interface Address {
  /** `production`, `demo`, or `custom` for an explicit base URL. */
  readonly environment: string;
  /** The address without a slash at its end. */
  readonly baseURL: string;
}

/** Reads `environment` or `baseURL`. Exactly one of them has to be given. */
export function readAddress(options: Section): Address {
  const allowInsecureHttp = options.oneOf('allowInsecureHttp', [true, false], { otherwise: false });
  const environment = options.text('environment');
  const baseURL = options.text('baseURL');
  const both = `${options.label('environment')} (production or demo) or ${options.label('baseURL')}`;
  if (environment !== undefined && baseURL !== undefined) {
    options.problem(`Give either ${both}, not both: "${environment}" and an address of your own.`);
  } else if (environment !== undefined) {
    if (isEnvironment(environment)) return { environment, baseURL: ENVIRONMENT_URLS[environment] };
    options.problem(
      `${options.label('environment')} is "${environment}". It must be "production" or "demo".`,
    );
  } else if (baseURL !== undefined) {
    return { environment: 'custom', baseURL: readURL(baseURL, allowInsecureHttp, options) };
  } else if (options.isAbsent('environment') && options.isAbsent('baseURL')) {
    options.problem(`Give ${both}. There is no default, because it decides whether real money is moved.`);
  }
  return { environment: '', baseURL: '' };
}

/**
 * Whether the address is that of the production environment, no matter which option it was given by, and how
 * its host is spelled. A port or a dot at the end of the name leads to the same host.
 */
export function isProduction({ baseURL }: Address): boolean {
  return URL.canParse(baseURL) && hostnameOf(baseURL) === hostnameOf(ENVIRONMENT_URLS.production);
}

/** Whether the address is on this machine, where no third party can listen in. */
export function isLoopback({ baseURL }: Address): boolean {
  return URL.canParse(baseURL) && isLoopbackHost(new URL(baseURL).hostname);
}

function hostnameOf(address: string): string {
  return new URL(address).hostname.replace(/\.+$/, '');
}

function isEnvironment(text: string): text is AlternativePaymentsEnvironment {
  return Object.hasOwn(ENVIRONMENT_URLS, text);
}

function readURL(text: string, allowInsecureHttp: boolean, options: Section): string {
  // White space is a problem of its own, which has been noted already.
  const problem = urlProblem(text.trim(), allowInsecureHttp, options);
  if (problem !== undefined) options.problem(`${options.label('baseURL')} ${problem}`);
  return text.replace(/\/+$/, '');
}

function urlProblem(text: string, allowInsecureHttp: boolean, options: Section): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text))
    return 'is not an http(s) URL. Give one such as "https://public-api.demo.alternativepayments.io".';

  const url = new URL(text);
  // The text itself is checked, because URL drops empty parts: a bare "?" would swallow every path after it.
  if (/^[^/]*\/\/[^/?#\\]*@/.test(text))
    return 'contains a user or password. Put the API key into clientId and clientSecret instead.';

  if (/[?#]/.test(text))
    return `has a query or fragment. Give the address alone: "${url.origin}${url.pathname}".`;

  if (text.includes('\\')) return 'contains a backslash. Write slashes.';
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname) && !allowInsecureHttp) {
    return (
      `is "${url.origin}", and http: would show the client secret to the network. ` +
      `Use https:, or set ${options.label('allowInsecureHttp')} to true.`
    );
  }
  return undefined;
}

function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
