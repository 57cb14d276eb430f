import { AlternativePaymentsError } from './alternative-payments.error.js';

/**
 * Why an account is closed: the application is shutting down, or, of a tenant's account, it was not used any more, or
 * `AlternativePaymentsAccounts.close()` was called for it.
 */
export type ClosingReason = 'shutdown' | 'unused' | 'released';

const REMEDY: Readonly<Record<ClosingReason, (account: string) => string>> = {
  shutdown: (account) =>
    `The Alternative Payments account "${account}" is closed: the application is shutting down. ` +
    'What waits to be sent ends at once, and everything but a request that changes something ends once a second has passed without a new call. ' +
    'Finish work that is under way in onModuleDestroy() or beforeApplicationShutdown(), which run before that.',
  released: (account) =>
    `The Alternative Payments account "${account}" was closed by AlternativePaymentsAccounts.close(); nothing was sent. ` +
    'Open it again with AlternativePaymentsAccounts.get().',
  unused: (account) =>
    `The Alternative Payments account "${account}" was closed because it was not used for a while; nothing was sent. ` +
    'Call AlternativePaymentsAccounts.get() for each piece of work, and do not keep its services.',
};

/**
 * The account was closed. `reason` says why.
 *
 * When the application closes, a call that has not been sent yet (it waits for its turn, for a token or for a connection)
 * ends with this error at once. A request that changes something and is on the wire finishes within its own time, and
 * `app.close()` waits for it. Everything else, streamed answers included, ends with this error once a second has passed
 * without a new call, and after `calls.timeoutMs` at the latest.
 */
export class AccountClosedError extends AlternativePaymentsError {
  override readonly name = 'AccountClosedError';
  readonly code = 'ACCOUNT_CLOSED';

  constructor(
    /** Name of the account. */
    readonly account: string,
    /** Why it was closed. */
    readonly reason: ClosingReason = 'shutdown',
  ) {
    super(REMEDY[reason](account));
  }
}
