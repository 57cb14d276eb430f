import { AlternativePaymentsError } from './alternative-payments.error.js';
import { CHECK_FIRST, type CallOutcome, type FailedCallFacts } from './failed-call.js';

/**
 * The API reported success, but its answer cannot be read or lacks what this package relies on. Nothing of
 * the answer is kept.
 */
export class UnexpectedAnswerError extends AlternativePaymentsError {
  override readonly name = 'UnexpectedAnswerError';
  readonly code = 'UNEXPECTED_ANSWER';
  /** Name of the client's method, such as `invoices.create`, or `request` for a request of your own. */
  readonly operation: string;
  /** Name of the account. */
  readonly account: string;
  /** What became of the call. */
  readonly outcome: CallOutcome;

  /**
   * @param status HTTP status of the answer, if it is known
   * @param problem one clause that says what is wrong with the answer
   */
  constructor(
    facts: FailedCallFacts,
    readonly status: number | undefined,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(
      `${facts.operation} was answered${status === undefined ? '' : ` with ${status}`}, but ${problem}. ` +
        (facts.outcome === 'unknown'
          ? CHECK_FIRST
          : 'Check "baseURL", and whether a proxy answers in place of the API.'),
      options,
    );
    this.operation = facts.operation;
    this.account = facts.account;
    this.outcome = facts.outcome;
  }
}
