import type { AxiosRequestConfig } from 'axios';
import { carrierOf, problemOfHttpVersion } from '../axios/carrier.js';
import { obedient } from './obedient-transport.js';
import type { Section } from './section.js';
import { isPlainObject } from './values.js';

/** What the option `http` must not hold, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  baseURL: 'the address of the API is the option baseURL of the account',
  auth: 'requests are authorised by the access token',
  maxRedirects: 'redirects are never followed',
  beforeRedirect: 'redirects are never followed',
  url: 'it belongs to a single request',
  method: 'it belongs to a single request',
  data: 'it belongs to a single request',
  signal: 'it belongs to a single request',
  cancelToken: 'it belongs to a single request',
};

export function readHttp(section: Section): AxiosRequestConfig {
  const http = section.everything<AxiosRequestConfig>('an axios request configuration');
  for (const [key, reason] of Object.entries(REFUSED))
    if (key in http) section.problem(`has "${key}": ${reason}. Remove it.`);

  const carrier = http.adapter === undefined ? undefined : carrierOf(http.adapter);
  if (typeof carrier === 'string') section.problem(`has "adapter": ${carrier}`);
  const versionProblem = problemOfHttpVersion(http.httpVersion);
  if (versionProblem !== undefined) section.problem(`has "httpVersion": ${versionProblem}`);
  section.milliseconds('timeout', { from: 0, otherwise: undefined });
  if (hasAuthorization(http.headers))
    section.problem('has an "Authorization" header: requests are authorised by the access token. Remove it.');

  const { transport } = http as { transport?: unknown };
  return transport === undefined ? http : { ...http, transport: obedient(transport) };
}

/** Looks at the top level and in the buckets that axios keeps for methods. */
function hasAuthorization(headers: unknown): boolean {
  if (!isPlainObject(headers)) return false;
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'authorization' || hasAuthorization(value),
  );
}
