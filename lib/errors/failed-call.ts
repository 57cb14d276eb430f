/**
 * What became of a call that failed:
 * - `refused`: the API did not act on it
 * - `unknown`: it may have acted on it, so check before you send the call again
 * - `none`: the call only reads, so there is nothing to check
 */
export type CallOutcome = 'refused' | 'unknown' | 'none';

/** Which call of the client failed, and how. */
export interface FailedCallFacts {
  /** Name of the client's method, such as `invoices.create`, or `request` for a request of your own. */
  readonly operation: string;
  /** Name of the account. */
  readonly account: string;
  readonly outcome: CallOutcome;
}

/** The sentence for calls whose outcome is unknown. */
export const CHECK_FIRST = 'It is unknown whether the API acted on it, so check before you send it again.';
