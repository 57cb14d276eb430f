import { AlternativePaymentsError } from './alternative-payments.error.js';

/**
 * The account was closed, because the application is shutting down.
 *
 * When the application closes, a call that has not been sent yet (because it waits for its turn, for a token
 * or for a connection) ends with this error at once. A request that changes something and has been sent is
 * allowed to finish, and `app.close()` waits for it. Everything else, including streamed answers, ends with
 * this error once a second has passed without a new call, and after `calls.timeoutMs` at the latest.
 */
export class AccountClosedError extends AlternativePaymentsError {
  override readonly name = 'AccountClosedError';
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
