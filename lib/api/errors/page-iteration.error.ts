import { AlternativePaymentsError } from '../../errors/alternative-payments.error.js';
export class PageIterationError extends AlternativePaymentsError {
  override readonly name = 'PageIterationError';
  readonly code = 'PAGE_ITERATION_FAILED';
}
