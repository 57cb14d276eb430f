import { AlternativePaymentsError } from './alternative-payments.error.js';

/** The module is registered in a way that cannot work, such as the same name twice, or without options. */
export class InvalidRegistrationError extends AlternativePaymentsError {
  override readonly name = 'InvalidRegistrationError';
  readonly code = 'INVALID_REGISTRATION';
}
