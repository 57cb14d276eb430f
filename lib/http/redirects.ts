import {
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  type RawAxiosHeaders,
} from 'axios';
import { obedient } from '../config/obedient-transport.js';
import { RedirectRefusedError } from '../errors/redirect-refused.error.js';
import { describeRequest } from './request-summary.js';

/** Tells axios, whichever adapter it uses, to follow no redirect, whatever the request says. */
export function refuseRedirects(config: InternalAxiosRequestConfig): void {
  config.maxRedirects = 0;
  // Before axios 1.21 its fetch adapter follows redirects whatever maxRedirects says.
  if (config.fetchOptions?.redirect !== 'manual') {
    config.fetchOptions = { ...config.fetchOptions, redirect: 'manual' };
  }
  if (config.transport) config.transport = obedient(config.transport) as typeof config.transport;
}

/** 304 Not Modified is an answer about the resource itself. */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** Says where the redirect pointed to, as far as the origin, and nothing of what the path or query may hold. */
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
