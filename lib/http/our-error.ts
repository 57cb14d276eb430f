import type { InternalAxiosRequestConfig } from 'axios';
import { type AxiosError, isAxiosError } from '../axios/axios.js';
import { AlternativePaymentsError } from '../errors/alternative-payments.error.js';
import { copyOfError } from './copy-of-error.js';

/** Whether it is an error of axios': ours look like one from outside. */
export function isFromAxios(error: unknown): error is AxiosError {
  return isAxiosError(error) && !(error instanceof AlternativePaymentsError);
}

/**
 * An error of ours as it leaves an axios call: what works with axios (caches, health indicators, exception filters) tells
 * its errors by `isAxiosError` and `config`. Others come back as they are.
 */
export function asAxiosKnowsIt<T>(error: T, config: InternalAxiosRequestConfig): T {
  if (!(error instanceof AlternativePaymentsError)) return error;
  // One error may be for several callers, who have nothing to do with each other's requests.
  const own = Object.isExtensible(error) && !('config' in error) ? error : copyOfError(error);
  return Object.defineProperties(own, {
    isAxiosError: { value: true, configurable: true, writable: true },
    config: { value: forNobodyToRepeat(config), configurable: true, writable: true },
  });
}

/**
 * A copy of the configuration that nobody sends again by itself: axios-retry takes every error with a code for one of the
 * network, and would repeat a POST whose outcome is unknown. Its own options tell it not to. A user in a URL is left out.
 */
function forNobodyToRepeat(config: InternalAxiosRequestConfig): object {
  const {
    url,
    baseURL,
    'axios-retry': options,
  } = config as InternalAxiosRequestConfig & { 'axios-retry'?: object };
  return {
    ...config,
    url: withoutUser(url),
    baseURL: withoutUser(baseURL),
    'axios-retry': { ...options, retries: 0 },
  };
}

function withoutUser(url: string | undefined): string | undefined {
  return url === undefined ? url : String(url).replace(/[\\/]{2}[^\\/?#]*@/, '//');
}
