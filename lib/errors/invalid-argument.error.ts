import { AlternativePaymentsError } from './alternative-payments.error.js';

/** An argument of a call cannot be used. Nothing was sent. */
export class InvalidArgumentError extends AlternativePaymentsError {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'INVALID_ARGUMENT';

  constructor(
    message: string,
    /** The argument, such as `line_items[0].amount`, if it is one of a method of the client. */
    readonly argument?: string,
    /** What the argument must be, such as "must be true or false". */
    readonly problem?: string,
  ) {
    super(message);
  }
}
