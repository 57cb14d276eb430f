import { AlternativePaymentsError } from './alternative-payments.error.js';

/** The module is wired in a way that cannot work: a name given twice, no options, no registration. */
export class InvalidRegistrationError extends AlternativePaymentsError {
  override readonly name = 'InvalidRegistrationError';
  readonly code = 'INVALID_REGISTRATION';
}
