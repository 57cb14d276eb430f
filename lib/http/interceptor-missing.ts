import type { InternalAxiosRequestConfig } from 'axios';
import { InterceptorMissingError } from '../errors/interceptor-missing.error.js';
import { asAxiosKnowsIt } from './our-error.js';
import { describeRequest } from './request-summary.js';

/** The error for a request that bypassed the interceptor of an account. */
export function interceptorMissing(
  account: string,
  config: InternalAxiosRequestConfig,
): InterceptorMissingError {
  return asAxiosKnowsIt(new InterceptorMissingError(account, describeRequest(config)), config);
}
