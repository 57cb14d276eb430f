import type { InternalAxiosRequestConfig } from 'axios';
import { InterceptorMissingError } from '../errors/interceptor-missing.error.js';
import { asAxiosKnowsIt } from './our-error.js';
import { describeRequest } from './request-summary.js';

/** Why a request is refused that has not passed the interceptor of an account. */
export function interceptorMissing(
  account: string,
  config: InternalAxiosRequestConfig,
): InterceptorMissingError {
  return asAxiosKnowsIt(new InterceptorMissingError(account, describeRequest(config)), config);
}
