import { AlternativePaymentsError } from './alternative-payments.error.js';

/**
 * Why an account is closed: the application is shutting down, or, of a tenant's account, it was not used any more, or
 * `AlternativePaymentsTenants.close()` was called for it.
 */
export type ClosingReason = 'shutdown' | 'unused' | 'released';

const REMEDY: Readonly<Record<ClosingReason, (account: string) => string>> = {
  shutdown: (account) =>
    `The Alternative Payments account "${account}" is closed: the application is shutting down. ` +
    'Finish calls before the application closes, for instance in onModuleDestroy() or beforeApplicationShutdown().',
  released: (account) =>
    `The Alternative Payments account "${account}" was closed by AlternativePaymentsTenants.close(); nothing was sent. ` +
    'Get it anew with AlternativePaymentsTenants.get().',
  unused: (account) =>
    `The Alternative Payments account "${account}" was closed because it was not used for a while; nothing was sent. ` +
    'Get it anew with AlternativePaymentsTenants.get() for each piece of work, and do not keep its services.',
};

/** The account was closed. */
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
