import type { TenantOptions } from './accounts-options.js';
import type { AlternativePaymentsModuleOptions } from './options.js';

type Option = keyof AlternativePaymentsModuleOptions;

const ADDRESS: readonly Option[] = ['environment', 'baseURL'];
/** What holds for an address, and for no other one. */
const OF_THE_ADDRESS: readonly Option[] = [...ADDRESS, 'allowInsecureHttp'];
/** What a tenant never has from the registration; above all no API key: it would work with somebody else's money. */
const NOT_SHARED: readonly Option[] = ['clientId', 'clientSecret', 'credentials', 'accounts', 'tokenStore'];

/** The options of a tenant's account: its own, and for the rest those of the registration. */
export function withTenantOptions(
  registration: AlternativePaymentsModuleOptions,
  tenant: TenantOptions,
): AlternativePaymentsModuleOptions {
  const own = without([], tenant);
  const isElsewhere = ADDRESS.some((option) => option in own);
  if (!isElsewhere) return { ...without(NOT_SHARED, registration), ...own };
  const shared = without([...NOT_SHARED, ...OF_THE_ADDRESS], registration);
  // Headers may hold the key of a gateway, which is nobody else's business.
  const http = shared.http && { ...shared.http, headers: undefined };
  return { ...shared, http, ...own };
}

/** The options that are given, but for those. An empty field of a database row counts as not given. */
function without(
  left: readonly Option[],
  options: AlternativePaymentsModuleOptions,
): AlternativePaymentsModuleOptions {
  const kept = Object.entries(options).filter(
    ([option, value]) =>
      value !== undefined && value !== null && value !== '' && !left.includes(option as Option),
  );
  return Object.fromEntries(kept);
}
