import type { InternalAxiosRequestConfig } from 'axios';
import { type AxiosError, isAxiosError } from '../axios/axios.js';
import { AlternativePaymentsError } from '../errors/alternative-payments.error.js';
import { copyOfError } from './copy-of-error.js';

/** Whether the error comes from axios. Our own errors look like axios errors from outside. */
export function isFromAxios(error: unknown): error is AxiosError {
  return isAxiosError(error) && !(error instanceof AlternativePaymentsError);
}

/**
 * Prepares an error of this package for leaving an axios call. Tools for axios (caches, health indicators,
 * exception filters) recognize its errors by `isAxiosError` and `config`. Other errors are returned
 * unchanged.
 */
export function asAxiosKnowsIt<T>(error: T, config: InternalAxiosRequestConfig): T {
  if (!(error instanceof AlternativePaymentsError)) return error;
  // One error may reach several callers, whose requests have nothing to do with each other.
  const own = Object.isExtensible(error) && !('config' in error) ? error : copyOfError(error);
  return Object.defineProperties(own, {
    isAxiosError: { value: true, configurable: true, writable: true },
    config: { value: forNobodyToRepeat(config), configurable: true, writable: true },
  });
}

/**
 * Copies the configuration so that no tool repeats the request. axios-retry takes every error with a code for
 * a network error, and would repeat a POST whose outcome is unknown; its own options in the copy turn it off.
 * A user in a URL is left out.
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
