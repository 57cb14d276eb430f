import { AlternativePaymentsError } from './alternative-payments.error.js';

/** An argument of a call cannot be used. Nothing was sent. */
export class InvalidArgumentError extends AlternativePaymentsError {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'INVALID_ARGUMENT';
}
