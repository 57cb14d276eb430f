import { AlternativePaymentsError } from './alternative-payments.error.js';

/** Which walk failed, and where it can be resumed. */
export interface PageIterationFacts {
  /** Name of the client's method, such as `customers.list`. */
  readonly operation: string;
  /** Name of the account. */
  readonly account: string;
  readonly resumeAfter?: string;
  readonly resumeBefore?: string;
}

/** A walk from page to page cannot go on, or gives more items than its caller takes. No item is cut off. */
export class PageIterationError extends AlternativePaymentsError {
  override readonly name = 'PageIterationError';
  readonly code = 'PAGE_ITERATION_FAILED';
  /** Name of the client's method, such as `customers.list`. */
  readonly operation: string;
  /** Name of the account. */
  readonly account: string;

  /**
   * @param problem one clause that says why the walk ended
   * @param remedy says what to do
   */
  constructor(facts: PageIterationFacts, problem: string, remedy: string) {
    super(`The walk of ${facts.operation} ended: ${problem}. ${remedy}`);
    this.operation = facts.operation;
    this.account = facts.account;
    if (facts.resumeAfter !== undefined) this.resumeAfter = facts.resumeAfter;
    if (facts.resumeBefore !== undefined) this.resumeBefore = facts.resumeBefore;
  }
}
