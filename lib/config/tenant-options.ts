import type { TenantOptions } from './accounts-options.js';
import type { AlternativePaymentsModuleOptions } from './options.js';

type Option = keyof AlternativePaymentsModuleOptions;

const ADDRESS: readonly Option[] = ['environment', 'baseURL'];
/** What a tenant never has from the registration; above all no API key: it would work with somebody else's money. */
const NOT_SHARED: readonly Option[] = ['clientId', 'clientSecret', 'credentials', 'accounts', 'tokenStore'];

/** The options of a tenant's account: its own, and for the rest those of the registration. */
export function withTenantOptions(
  registration: AlternativePaymentsModuleOptions,
  tenant: TenantOptions,
): AlternativePaymentsModuleOptions {
  const own = without([], tenant);
  const isElsewhere = ADDRESS.some((option) => option in own);
  return { ...without(isElsewhere ? [...NOT_SHARED, ...ADDRESS] : NOT_SHARED, registration), ...own };
}

/** The options that are given, but for those. */
function without(
  left: readonly Option[],
  options: AlternativePaymentsModuleOptions,
): AlternativePaymentsModuleOptions {
  const kept = Object.entries(options).filter(
    ([option, value]) => value !== undefined && !left.includes(option as Option),
  );
  return Object.fromEntries(kept);
}
