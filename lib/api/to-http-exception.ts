import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import {
  type AlternativePaymentsError,
  isAlternativePaymentsError,
} from '../errors/alternative-payments.error.js';
import type { ApiError } from '../errors/api.error.js';
import type { InvalidArgumentError } from '../errors/invalid-argument.error.js';
import { isOutcomeUnknown } from '../http/outcome.js';
import { type Operation, OPERATIONS } from './calls/operations.js';

/** Pause in seconds that a client is asked for, where no other is known. */
const SHORT_PAUSE = 1;

/** What a client of the application is told. */
interface Told {
  readonly status: number;
  readonly message: string;
  /** Fields of the body beside `statusCode`, `error` and `message`. */
  readonly more?: object;
}

/** An error of ours, perhaps from another copy of the package. It is told apart by its code. */
type Ours = AlternativePaymentsError &
  Partial<Omit<ApiError, keyof Error | 'code'>> &
  Partial<Pick<InvalidArgumentError, 'argument' | 'problem'>>;

/**
 * What a client of the application learns from an error of this package. Whatever the client cannot change is
 * told in a fixed sentence, without anything about the account.
 *
 * | error | status |
 * | --- | --- |
 * | any error whose outcome is unknown | 504, with `outcome: 'unknown'` |
 * | `API_BAD_REQUEST` and `API_UNPROCESSABLE` of a call that writes, `INVALID_ARGUMENT` | 422, with `fields` |
 * | `API_NOT_FOUND` of a call that reads an object by its id | 404 |
 * | `API_RATE_LIMITED`, `RATE_QUEUE_FULL` | 503, with `retryAfter` in seconds |
 * | every other error of this package | 502 |
 * | what is not ours | 500, except that an `HttpException` is returned as it is |
 *
 * @example
 * throw toHttpException(error);
 */
export function toHttpException(error: unknown): HttpException {
  if (error instanceof HttpException) return error;
  const { status, message, more } = isAlternativePaymentsError(error)
    ? toldOf(error as Ours)
    : { status: 500, message: 'Internal server error', more: undefined };
  return new HttpException({ statusCode: status, error: STATUS_CODES[status], message, ...more }, status, {
    cause: error,
  });
}

function toldOf(error: Ours): Told {
  if (isOutcomeUnknown(error)) {
    return {
      status: 504,
      message:
        'The payment service did not confirm the request. It may have taken effect, so check before you try again.',
      more: { outcome: 'unknown' },
    };
  }
  switch (error.code) {
    case 'INVALID_ARGUMENT':
      return unusable(error);
    case 'API_BAD_REQUEST':
    case 'API_UNPROCESSABLE':
      return error.outcome === 'none' ? BROKEN : refused(error);
    case 'API_NOT_FOUND':
      return isReadById(error.operation)
        ? { status: 404, message: 'There is no object with this id.' }
        : BROKEN;
    case 'API_RATE_LIMITED':
    case 'RATE_QUEUE_FULL':
      return busy(error);
    default:
      return BROKEN;
  }
}

/** The client can change nothing about it. */
const BROKEN: Told = {
  status: 502,
  message: 'The payment service cannot be reached or does not answer as expected.',
};

function unusable({ message, argument, problem = message }: Ours): Told {
  return { status: 422, message, more: { fields: argument === undefined ? {} : { [argument]: problem } } };
}

function refused({ apiMessage, validationErrors }: Ours): Told {
  const message = apiMessage ?? 'The payment service refused the request.';
  return { status: 422, message, more: { fields: { ...validationErrors } } };
}

function busy({ retryAfterMs }: Ours): Told {
  const retryAfter = retryAfterMs === undefined ? SHORT_PAUSE : Math.ceil(retryAfterMs / 1000);
  return { status: 503, message: 'The payment service is busy. Try again later.', more: { retryAfter } };
}

/** Whether the operation reads, and has an id in its path. */
function isReadById(name: string | undefined): boolean {
  const operation = new Map<unknown, Operation>(Object.entries(OPERATIONS)).get(name);
  return operation?.method === 'GET' && operation.path.includes('{');
}
