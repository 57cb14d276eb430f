import type { AccountOptions } from './account-options.js';
import type { TenantsOptions } from './tenants-options.js';
import type { TokenStoreOptions } from './token-store-options.js';

/** What `AlternativePaymentsModule.forRoot()` and `forRootAsync()` take for one account. */
export interface AlternativePaymentsModuleOptions extends AccountOptions {
  /** Where processes with the same API key share its token; each keeps its own unless given. */
  tokenStore?: TokenStoreOptions;
  /**
   * Accounts of tenants who are met at run time, which `AlternativePaymentsTenants` opens. With it the registration may
   * do without an API key of its own.
   */
  tenants?: TenantsOptions;
}
