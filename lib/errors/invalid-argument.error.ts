import { AlternativePaymentsError } from './alternative-payments.error.js';

/** Something that a call was given cannot be used. Nothing was sent. */
export class InvalidArgumentError extends AlternativePaymentsError {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'INVALID_ARGUMENT';
}
