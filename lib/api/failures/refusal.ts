import type { AxiosResponse, RawAxiosHeaders } from 'axios';
import { AxiosHeaders } from '../../axios/axios.js';
import type { AlternativePaymentsError } from '../../errors/alternative-payments.error.js';
import { ApiError } from '../../errors/api.error.js';
import {
  ApiBadRequestError,
  ApiForbiddenError,
  type ApiForbiddenErrorFacts,
  ApiNotFoundError,
  ApiRateLimitedError,
  ApiRouteNotFoundError,
  ApiUnauthorizedError,
  ApiUnavailableError,
  ApiUnprocessableError,
} from '../../errors/api-status.errors.js';
import type { FailedCallFacts } from '../../errors/failed-call.js';
import { strike } from '../../http/secrets.js';
import { retryAfterMs } from '../../timing/retry-after.js';
import { answerBody } from './answer-body.js';
import type { FailedCall } from './failed-call.js';
import { readError } from './read-error.js';
import { requestIdOf } from './request-id.js';

/** Longest pause that an error tells, in milliseconds. */
const LONGEST_PAUSE_MS = 86_400_000;

type Answer = Pick<AxiosResponse<unknown>, 'data' | 'headers' | 'status'>;

/**
 * The error for an answer that is no success.
 *
 * @param forms every form in which the answer may quote a secret of the request
 * @param cause our error because of which the call was not sent again
 */
export function refusal(
  { data, headers, status }: Answer,
  call: FailedCall,
  facts: FailedCallFacts,
  forms: readonly string[],
  cause?: AlternativePaymentsError,
): ApiError {
  // A redirect or a 304 says nothing of an error, so its body may be the secret.
  const isKept = status >= 400 || !call.isAnswerSecret;
  const { whole, kept } = answerBody(isKept ? data : undefined, forms);
  const { code, message, validationErrors, note } = readError(whole);
  const all = AxiosHeaders.from(headers as RawAxiosHeaders);
  const requestId = requestIdOf(headers);
  const told = {
    ...facts,
    scope: call.scope,
    probableScope: call.probableScope,
    status,
    apiCode: code,
    apiMessage: message,
    validationErrors,
    note,
    body: kept,
    requestId: requestId === undefined ? undefined : strike(requestId, forms),
    retryAfterMs: retryAfterMs(all.get('retry-after'), all.get('date'), Date.now(), LONGEST_PAUSE_MS),
    cause,
  };
  // The API says in JSON that an object is missing, and in plain text that a route is.
  return errorOf(told, typeof data === 'object' && data !== null);
}

function errorOf(facts: ApiForbiddenErrorFacts, isJson: boolean): ApiError {
  const { status } = facts;
  if (status === 400) return new ApiBadRequestError(facts);
  if (status === 401) return new ApiUnauthorizedError(facts);
  if (status === 403) return new ApiForbiddenError(facts);
  if (status === 404) return isJson ? new ApiNotFoundError(facts) : new ApiRouteNotFoundError(facts);
  if (status === 422) return new ApiUnprocessableError(facts);
  if (status === 429) return new ApiRateLimitedError(facts);
  return status >= 500 ? new ApiUnavailableError(facts) : new ApiError(facts);
}
