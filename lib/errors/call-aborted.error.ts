import { AlternativePaymentsError } from './alternative-payments.error.js';
import { CHECK_FIRST, type CallOutcome, type FailedCallFacts } from './failed-call.js';

/** The caller has cancelled a call with its `signal`. */
export class CallAbortedError extends AlternativePaymentsError {
  override readonly name = 'CallAbortedError';
  readonly code = 'CALL_ABORTED';
  /** Name of the client's method, such as `invoices.create`, or `request` for a request of your own. */
  readonly operation: string;
  /** Name of the account. */
  readonly account: string;
  /** What became of the call. */
  readonly outcome: CallOutcome;

  constructor(facts: FailedCallFacts) {
    super(
      `${facts.operation} was cancelled by the signal of its caller` +
        (facts.outcome === 'unknown' ? `, while it was on its way. ${CHECK_FIRST}` : '.'),
    );
    this.operation = facts.operation;
    this.account = facts.account;
    this.outcome = facts.outcome;
  }
}
