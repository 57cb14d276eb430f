import { ENVIRONMENT_URLS } from './environments.js';
import type { OptionReader } from './option-reader.js';

/** Where an account's API is. */
export interface Address {
  /** `production`, `demo`, or `custom` for an explicit base URL. */
  readonly environment: string;
  /** Without a slash at its end. */
  readonly baseURL: string;
}

/** Reads `environment` or `baseURL`, of which exactly one has to be given. */
export function readAddress(reader: OptionReader): Address {
  const allowInsecureHttp = reader.oneOf('allowInsecureHttp', [true, false], false);
  const environment = reader.text('environment');
  const baseURL = reader.text('baseURL');
  const both = `${reader.label('environment')} (production or demo) or ${reader.label('baseURL')}`;
  if (environment !== undefined && baseURL !== undefined) {
    reader.problems.push(`Give either ${both}, not both: "${environment}" and an address of your own.`);
  } else if (environment !== undefined) {
    if (isEnvironment(environment)) return { environment, baseURL: ENVIRONMENT_URLS[environment] };
    reader.problem('environment', `is "${environment}". It must be "production" or "demo".`);
  } else if (baseURL !== undefined) {
    return { environment: 'custom', baseURL: readURL(baseURL, allowInsecureHttp, reader) };
  } else if (reader.isAbsent('environment') && reader.isAbsent('baseURL')) {
    reader.problems.push(`Give ${both}: which money is moved is not guessed.`);
  }
  return { environment: '', baseURL: '' };
}

/** Whether the address is on this machine, where nobody listens in. */
export function isLoopback({ baseURL }: Address): boolean {
  return URL.canParse(baseURL) && isLoopbackHost(new URL(baseURL).hostname);
}

function isEnvironment(text: string): text is keyof typeof ENVIRONMENT_URLS {
  return Object.hasOwn(ENVIRONMENT_URLS, text);
}

function readURL(text: string, allowInsecureHttp: boolean, reader: OptionReader): string {
  // White space is a problem of its own, which the reader has noted.
  const problem = urlProblem(text.trim(), allowInsecureHttp, reader);
  if (problem !== undefined) reader.problem('baseURL', problem);
  return text.replace(/\/+$/, '');
}

function urlProblem(text: string, allowInsecureHttp: boolean, reader: OptionReader): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) {
    return 'is not an http(s) URL. Give one such as "https://public-api.demo.alternativepayments.io".';
  }
  const url = new URL(text);
  // The text is looked at, since URL drops what is empty: a bare "?" would swallow every path behind it.
  if (/^[^/]*\/\/[^/?#\\]*@/.test(text)) {
    return 'contains a user or password. Put the API key into clientId and clientSecret instead.';
  }
  if (/[?#]/.test(text)) {
    return `has a query or fragment. Give the address alone: "${url.origin}${url.pathname}".`;
  }
  if (text.includes('\\')) return 'contains a backslash. Write slashes.';
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname) && !allowInsecureHttp) {
    return (
      `is "${url.origin}", and http: would show the client secret to the network. ` +
      `Use https:, or set ${reader.label('allowInsecureHttp')} to true.`
    );
  }
  return undefined;
}

function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
