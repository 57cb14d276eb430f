import type { InternalAxiosRequestConfig } from 'axios';
import type { ResolvedCalls } from '../config/call-options.js';
import type { Backoff } from '../timing/backoff.js';
import { isResendable } from './resendable.js';
import type { Allowance } from './retry.js';

/** What a call may do, according to the options of the account and of the request, and to its body. */
export function allowanceOf(
  { alternativePayments, data }: InternalAxiosRequestConfig,
  { retries, timeoutMs }: ResolvedCalls,
  backoff: Backoff,
): Allowance {
  const canBeSentAgain = isResendable(data);
  return {
    isResendable: canBeSentAgain,
    mayReplay: canBeSentAgain && alternativePayments?.replay !== false,
    maxRetries: alternativePayments?.retry === false ? 0 : retries,
    backoff,
    timeoutMs: alternativePayments?.timeoutMs ?? timeoutMs,
  };
}
