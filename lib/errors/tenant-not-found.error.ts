import { AlternativePaymentsError } from './alternative-payments.error.js';

/** There is no such tenant: `tenants.resolve` returned nothing for it. The next `get()` asks again. */
export class TenantNotFoundError extends AlternativePaymentsError {
  override readonly name = 'TenantNotFoundError';
  readonly code = 'TENANT_NOT_FOUND';

  constructor(
    /** The tenant, as given to `get()`. */
    readonly tenantId: string,
  ) {
    super(
      `There is no tenant "${tenantId}": "tenants.resolve" returned neither options nor an error. ` +
        'Check the name, and the place where that function looks it up.',
    );
  }
}
