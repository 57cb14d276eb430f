import { AlternativePaymentsError } from './alternative-payments.error.js';

/** The options of an account cannot be used. Thrown while the application starts. */
export class InvalidOptionsError extends AlternativePaymentsError {
  override readonly name = 'InvalidOptionsError';
  readonly code = 'INVALID_OPTIONS';

  constructor(
    /** Name of the account. */
    readonly account: string,
    /** Every problem in one sentence, with its remedy. */
    readonly problems: readonly string[],
    subject = 'options',
  ) {
    super(
      `The ${subject} of Alternative Payments account "${account}" cannot be used:\n` +
        problems.map((problem) => `  - ${problem}`).join('\n'),
    );
  }
}
