import { AlternativePaymentsError } from './alternative-payments.error.js';

/** The account was closed, usually because the application is shutting down. */
export class AccountClosedError extends AlternativePaymentsError {
  readonly code = 'ACCOUNT_CLOSED';

  constructor(
    /** Name of the account. */
    readonly account: string,
  ) {
    super(
      `The Alternative Payments account "${account}" is closed: the application is shutting down. ` +
        'Finish calls before the application closes, for instance in onModuleDestroy() or beforeApplicationShutdown().',
    );
  }
}
