import type { AxiosResponse } from 'axios';
import { type Attempt, discard } from './attempt.js';
import type { Call } from './call.js';
import { markOutcome } from './outcome.js';
import { isRedirect, redirectError } from './redirects.js';
import { isSafe } from './retry.js';
import { watchTransforms } from './transforms.js';

/**
 * Turns the last attempt into the caller's result: the answer, or an error that says whether the outcome is
 * unknown.
 *
 * @throws RedirectRefusedError, or the error of the attempt
 */
export function settle(call: Call, attempt: Attempt): AxiosResponse {
  const { response, connection } = attempt;
  const evidence = call.evidence(connection, response?.status);
  let { error } = attempt;
  if (response !== undefined && isRedirect(response.status)) {
    discard(attempt);
    error = redirectError(response, call.config);
  } else if (response !== undefined && !isSafe(call.method)) {
    watchTransforms(call.config, response, evidence);
  }
  if (response !== undefined && error === undefined) return response;
  markOutcome(error, evidence);
  throw error;
}
