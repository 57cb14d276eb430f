import type { AxiosResponse, InternalAxiosRequestConfig, RawAxiosHeaders } from 'axios';
import { AxiosHeaders } from '../axios/axios.js';
import { UnsupportedTransportError } from '../errors/unsupported-transport.error.js';
import { describeRequest, summarize } from './request-summary.js';

/**
 * Copies an answer without anything that leads to the token; a summary replaces Node's request object. What a
 * function of the host returns is copied, since it may belong to other code or be frozen.
 */
export function harmlessAnswer(
  given: unknown,
  config: InternalAxiosRequestConfig,
  host: string,
  isOurs: boolean,
): AxiosResponse {
  if (typeof given !== 'object' || given === null) {
    throw new UnsupportedTransportError(
      `The adapter that carried ${describeRequest(config)} returned no response. It must resolve with an axios response or reject with an error.`,
    );
  }
  const answer = (isOurs ? given : copyOf(given as AxiosResponse)) as AxiosResponse;
  answer.config = config;
  answer.request = summarize(config, host);
  return answer;
}

/** No answer has this header, unless an adapter returns the headers of the request. */
function withoutToken(headers: unknown): unknown {
  if (!Object.keys(headers ?? {}).some((name) => /^authorization$/i.test(name))) return headers;
  const copy = new AxiosHeaders(headers as RawAxiosHeaders);
  copy.delete('Authorization');
  return copy;
}

function copyOf(given: AxiosResponse): AxiosResponse {
  const { data, status, statusText, headers } = given as AxiosResponse<unknown>;
  const copy: Record<string, unknown> = { data, status, statusText, headers: withoutToken(headers) };
  // Caches and mocks add marks of their own. A value that is more than a mark may be the request.
  for (const key in given) {
    const value: unknown = given[key as keyof AxiosResponse];
    if (typeof value !== 'object' && typeof value !== 'function') copy[key] = value;
  }
  return copy as unknown as AxiosResponse;
}
