import { AlternativePaymentsError } from './alternative-payments.error.js';
import { refusalText } from './api-error-text.js';
import type { CallOutcome, FailedCallFacts } from './failed-call.js';

/** The facts of an answer with which the API refuses a call, or fails. */
export interface ApiErrorFacts extends FailedCallFacts {
  /** HTTP status of the answer. */
  readonly status: number;
  readonly apiCode?: string;
  readonly apiMessage?: string;
  readonly validationErrors?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What the body is, if it holds no message that a person could read. */
  readonly note?: string;
  readonly requestId?: string;
  readonly retryAfterMs?: number;
  /** Our error because of which the call was not sent again. */
  readonly cause?: AlternativePaymentsError;
}

/**
 * The API answered a call of the client with an error. The subclasses stand for the statuses that callers
 * treat differently, and this class itself for all others.
 *
 * The error holds what the API answered, and never what was sent.
 *
 * @example
 * catch (error) {
 *   if (error instanceof ApiUnprocessableError) return error.validationErrors;
 *   throw error;
 * }
 */
export class ApiError extends AlternativePaymentsError {
  override readonly name: string = 'ApiError';
  readonly code: string = 'API_REFUSED';
  /** Name of the client's method, such as `invoices.create`, or `request` for a request of your own. */
  readonly operation: string;
  /** Name of the account. */
  readonly account: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** The word with which the API names the problem, such as `bad_request`. */
  readonly apiCode: string | undefined;
  /** The message of the API, in one line. */
  readonly apiMessage: string | undefined;
  /** What is wrong with single fields, by their names. The object has no prototype. */
  readonly validationErrors: Readonly<Record<string, string>>;
  /** The vendor's own name of the request, where it gives one. Quote it when you ask the vendor's support. */
  readonly requestId: string | undefined;
  /** Pause that the API asked for, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** What became of the call. */
  readonly outcome: CallOutcome;
  /**
   * The body of the answer; one that is very long is kept as a text and cut. It is not enumerable, so that
   * logs do not show it.
   */
  declare readonly body: unknown;

  /** @param remedy says in one sentence what to do */
  constructor(facts: ApiErrorFacts, remedy = 'Check the request and the documentation of the API.') {
    super(`${refusalText(facts)} ${remedy}`, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.operation = facts.operation;
    this.account = facts.account;
    this.status = facts.status;
    this.apiCode = facts.apiCode;
    this.apiMessage = facts.apiMessage;
    this.validationErrors = Object.assign(Object.create(null), facts.validationErrors) as Record<
      string,
      string
    >;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
    this.outcome = facts.outcome;
    Object.defineProperty(this, 'body', { value: facts.body, enumerable: false });
  }
}
