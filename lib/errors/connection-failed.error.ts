import { AlternativePaymentsError } from './alternative-payments.error.js';
import type { CallOutcome, FailedCallFacts } from './failed-call.js';

/**
 * A call got no answer, because its connection could not be established or was lost. The cause is the error
 * of the socket, if there was one.
 */
export class ConnectionFailedError extends AlternativePaymentsError {
  override readonly name = 'ConnectionFailedError';
  readonly code = 'CONNECTION_FAILED';
  /** Name of the client's method, such as `invoices.create`, or `request` for a request of your own. */
  readonly operation: string;
  /** Name of the account. */
  readonly account: string;
  /** What became of the call. */
  readonly outcome: CallOutcome;

  /**
   * @param reason one clause that says what happened
   * @param remedy says what to do, unless the reason does
   */
  constructor(facts: FailedCallFacts, reason: string, remedy: string | undefined, options?: ErrorOptions) {
    super(`${facts.operation} got no answer: ${reason}.${remedy === undefined ? '' : ` ${remedy}`}`, options);
    this.operation = facts.operation;
    this.account = facts.account;
    this.outcome = facts.outcome;
  }
}
