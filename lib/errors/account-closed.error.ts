import { AlternativePaymentsError } from './alternative-payments.error.js';

/** Why an account is closed. */
export type ClosingReason = 'shutdown';

/** The account was closed, because the application is shutting down. */
export class AccountClosedError extends AlternativePaymentsError {
  override readonly name = 'AccountClosedError';
  readonly code = 'ACCOUNT_CLOSED';

  constructor(
    /** Name of the account. */
    readonly account: string,
    /** Why it was closed. */
    readonly reason: ClosingReason = 'shutdown',
  ) {
    super(
      `The Alternative Payments account "${account}" is closed: the application is shutting down. ` +
        'Finish calls before the application closes, for instance in onModuleDestroy() or beforeApplicationShutdown().',
    );
  }
}
