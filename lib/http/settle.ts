import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { type Attempt, discard } from './attempt.js';
import { isSafe } from './retry.js';
import { markOutcome } from './outcome.js';
import { isRedirect, redirectError } from './redirects.js';
import { methodOf } from './request-summary.js';
import { watchTransforms } from './transforms.js';

/**
 * What the last attempt means to the caller: its answer, or its error, which says whether the outcome is unknown.
 *
 * @throws RedirectRefusedError, or the error of the attempt
 */
export function settle(attempt: Attempt, config: InternalAxiosRequestConfig): AxiosResponse {
  const { response, isSent } = attempt;
  let { error } = attempt;
  const method = methodOf(config);
  if (response !== undefined && isRedirect(response.status)) {
    discard(attempt);
    error = redirectError(response, config);
  } else if (response !== undefined && !isSafe(method)) watchTransforms(config, response);
  if (response !== undefined && error === undefined) return response;
  if (isSent) markOutcome(error, method, response?.status);
  throw error;
}
