import type { AxiosRequestConfig } from 'axios';
import { carrierOf, problemOfHttpVersion } from '../axios/carrier.js';
import { LONGEST_TIMER_MS } from '../timing/instant.js';
import { obedient } from './obedient-transport.js';
import { isPlainObject, type OptionReader, show } from './option-reader.js';

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

/** Reads `http`. */
export function readHttp(reader: OptionReader): AxiosRequestConfig {
  const http = reader.raw('http') ?? {};
  if (!isPlainObject(http)) {
    reader.problem('http', `is ${show(http)}. Give an axios request configuration.`);
    return {};
  }
  for (const [key, reason] of Object.entries(REFUSED)) {
    if (key in http) reader.problem('http', `has "${key}": ${reason}. Remove it.`);
  }
  const { timeout = 0, headers = {}, adapter, httpVersion } = http;
  const carrier = adapter === undefined ? undefined : carrierOf(adapter);
  if (typeof carrier === 'string') reader.problem('http', `has "adapter": ${carrier}`);
  const versionProblem = problemOfHttpVersion(httpVersion);
  if (versionProblem !== undefined) reader.problem('http', `has "httpVersion": ${versionProblem}`);
  if (typeof timeout !== 'number' || !(timeout >= 0 && timeout <= LONGEST_TIMER_MS)) {
    reader.problem('http', `has "timeout" ${show(timeout)}. It must be a number of milliseconds.`);
  }
  if (hasAuthorization(headers)) {
    reader.problem(
      'http',
      'has an "Authorization" header: requests are authorised by the access token. Remove it.',
    );
  }
  return http.transport === undefined ? http : { ...http, transport: obedient(http.transport) };
}

/** At the top, or in one of the buckets that axios keeps for methods. */
function hasAuthorization(headers: unknown): boolean {
  if (!isPlainObject(headers)) return false;
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'authorization' || hasAuthorization(value),
  );
}
