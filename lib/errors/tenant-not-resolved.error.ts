import { AlternativePaymentsError } from './alternative-payments.error.js';

/** The account of a tenant cannot be opened. The next `get()` tries again. */
export class TenantNotResolvedError extends AlternativePaymentsError {
  override readonly name = 'TenantNotResolvedError';
  readonly code = 'TENANT_NOT_RESOLVED';

  constructor(
    /** The tenant, as given to `get()`. */
    readonly tenantId: string,
    problem: string,
    remedy: string,
    options?: ErrorOptions,
  ) {
    super(
      `The Alternative Payments account of tenant "${tenantId}" cannot be opened: ${problem}. ${remedy}`,
      options,
    );
  }
}
