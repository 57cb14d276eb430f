import type { CallOutcome, FailedCallFacts } from '../../errors/failed-call.js';
import { isSafe } from '../../http/retry.js';

/** A call of the client that failed, as the client knows it. */
export interface FailedCall {
  /** Name of the client's method, or `request`. */
  readonly operation: string;
  /** The method in capitals. */
  readonly method: string;
  readonly scope?: string;
  readonly probableScope?: string;
  readonly isAnswerSecret?: boolean;
  /** Name of the account. */
  readonly account: string;
  /** Values that the caller has submitted and that no error may quote. */
  readonly secrets: readonly string[];
  /** Captured where the caller has called, so that the error leads there. */
  readonly site: { readonly stack?: string };
}

/**
 * The facts that every error of a call tells.
 *
 * @param isUnknown whether it is unknown what became of the call
 */
export function factsOf({ operation, account, method }: FailedCall, isUnknown: boolean): FailedCallFacts {
  const known: CallOutcome = isSafe(method) ? 'none' : 'refused';
  return { operation, account, outcome: isUnknown ? 'unknown' : known };
}
