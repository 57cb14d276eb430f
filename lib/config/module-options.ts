import type { AccountOptions } from './account-options.js';
import type { TenantsOptions } from './tenants-options.js';
import type { TokenStoreOptions } from './token-store-options.js';

/** Options of `AlternativePaymentsModule.forRoot()` and `forRootAsync()` for one account. */
export interface AlternativePaymentsModuleOptions extends AccountOptions {
  /**
   * Where processes with the same API key share its token. Without it, each process has a token of its own.
   */
  tokenStore?: TokenStoreOptions;
  /**
   * Accounts of tenants that become known at run time. `AlternativePaymentsTenants` opens them. With this
   * option, the registration does not need an API key of its own.
   */
  tenants?: TenantsOptions;
}
