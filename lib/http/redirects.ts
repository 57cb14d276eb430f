import type { AxiosResponse, InternalAxiosRequestConfig, RawAxiosHeaders } from 'axios';
import { AxiosHeaders } from '../axios/axios.js';
import { RedirectRefusedError } from '../errors/redirect-refused.error.js';
import { describeRequest } from './request-summary.js';

/** 304 Not Modified is an answer about the resource itself. */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/**
 * The error says where the redirect pointed to, but only its origin: the path and the query may hold secrets.
 */
export function redirectError(
  response: AxiosResponse,
  config: InternalAxiosRequestConfig,
): RedirectRefusedError {
  const location = AxiosHeaders.from(response.headers as RawAxiosHeaders).get('location');
  const target =
    typeof location === 'string' && URL.canParse(location, config.baseURL)
      ? new URL(location, config.baseURL)
      : undefined;
  return new RedirectRefusedError(response.status, describeRequest(config), target?.origin);
}
