import { type AxiosError, isCancel } from '../../axios/axios.js';
import {
  type AlternativePaymentsError,
  isAlternativePaymentsError,
} from '../../errors/alternative-payments.error.js';
import { CallAbortedError } from '../../errors/call-aborted.error.js';
import { CallTimedOutError } from '../../errors/call-timed-out.error.js';
import { ConnectionFailedError } from '../../errors/connection-failed.error.js';
import { UnexpectedAnswerError } from '../../errors/unexpected-answer.error.js';
import { isTimeout } from '../../http/attempt.js';
import { isUnreadable } from '../../http/broken-answer.js';
import { copyOfError } from '../../http/copy-of-error.js';
import { harmless } from '../../http/harmless-error.js';
import { isFromAxios } from '../../http/our-error.js';
import { isOutcomeUnknown } from '../../http/outcome.js';
import { describeRequest } from '../../http/request-summary.js';
import { strike } from '../../http/secrets.js';
import { bareCause, remedyFor } from './bare-cause.js';
import { at } from './call-site.js';
import { type FailedCall, factsOf } from './failed-call.js';
import { refusal } from './refusal.js';
import { formsOfSecrets, strikeOut } from './submitted-secrets.js';

/**
 * Turns what a request of the account's `HttpService` rejects with into an error of this package, which holds
 * neither the request nor the secrets in it, and leads to the line that has called. What the host's own code
 * has thrown, such as an interceptor, is passed on.
 */
export function translateError(error: unknown, call: FailedCall): Error {
  const forms = formsOfSecrets(call.secrets);
  if (isAlternativePaymentsError(error)) return at(call.site, strikeOut(ownCopy(error), forms));
  if (isFromAxios(error)) return at(call.site, meaningOf(error, call, forms));
  if (error instanceof Error && forms.length === 0) return error;
  return harmless(error, {
    secrets: forms,
    config: undefined,
    request: undefined,
    response: () => undefined,
  });
}

function meaningOf(error: AxiosError, call: FailedCall, forms: readonly string[]): AlternativePaymentsError {
  const { response, cause } = error;
  const isUnknown = isOutcomeUnknown(error);
  const facts = factsOf(call, isUnknown);
  if (isCancel(error)) return new CallAbortedError(facts);

  if (response !== undefined && response.status >= 300) {
    const ours = isAlternativePaymentsError(cause) ? strikeOut(ownCopy(cause), forms) : undefined;
    return refusal(response, call, facts, forms, ours);
  }
  const bare = bareCause(error, forms);
  const options = bare && { cause: bare };
  if (response !== undefined || isUnreadable(error)) {
    const problem = 'its answer is cut off, too long, or not what its headers say';
    return new UnexpectedAnswerError(facts, response?.status, problem, options);
  }
  if (isTimeout(error)) return timedOut(error, isUnknown);
  // The message of an error whose outcome is unknown says already what to do.
  const remedy = isUnknown ? undefined : remedyFor(error);
  return new ConnectionFailedError(facts, strike(error.message, forms), remedy, options);
}

/** The error for an attempt that took longer than allowed. */
function timedOut({ config }: AxiosError, isUnknown: boolean): CallTimedOutError {
  const timeoutMs = Number(config?.timeout);
  const request = describeRequest(config ?? {});
  const error = new CallTimedOutError(request, timeoutMs, 'answer', true, 'http.timeout');
  return isUnknown ? Object.assign(error, { outcome: 'unknown' }) : error;
}

/**
 * Copies an error of ours without what it carries for tools of axios, namely the configuration, which holds
 * the body of the request. The same error may have reached other calls.
 */
function ownCopy(error: AlternativePaymentsError): AlternativePaymentsError {
  const copy = copyOfError(error);
  Reflect.deleteProperty(copy, 'config');
  Reflect.deleteProperty(copy, 'isAxiosError');
  if (isAlternativePaymentsError(copy.cause)) copy.cause = ownCopy(copy.cause);
  return copy;
}
