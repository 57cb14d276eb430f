import type { AxiosRequestConfig } from 'axios';
import type { TenantOptions } from './tenants-options.js';
import { OPTION_NAMES } from './option-names.js';
import type { AlternativePaymentsModuleOptions } from './options.js';

type Option = keyof AlternativePaymentsModuleOptions;

const ADDRESS: readonly Option[] = ['environment', 'baseURL'];
/** What holds for an address, and for no other one. */
const OF_THE_ADDRESS: readonly Option[] = [...ADDRESS, 'allowInsecureHttp'];
/** What a tenant never has from the registration; above all no API key: it would work with somebody else's money. */
const NOT_SHARED: readonly Option[] = [
  'clientId',
  'clientSecret',
  'credentials',
  'tenants',
  'tokenStore',
  'sleepAfterMs',
];

/**
 * What of `http` is true of every address: how the network is reached, and how answers are read. Headers, parameters and
 * the functions that write requests may hold the key of a gateway, and a socket path leads to that gateway.
 */
const OF_THE_NETWORK = [
  'adapter',
  'decompress',
  'family',
  'httpAgent',
  'httpsAgent',
  'insecureHTTPParser',
  'lookup',
  'maxBodyLength',
  'maxContentLength',
  'maxRate',
  'proxy',
  'responseEncoding',
  'responseType',
  'timeout',
  'timeoutErrorMessage',
  'transformResponse',
  'transitional',
  'transport',
  'validateStatus',
] as const;

/** The options of a tenant's account: its own, and for the rest those of the registration. */
export function withTenantOptions(
  registration: AlternativePaymentsModuleOptions,
  tenant: TenantOptions,
): AlternativePaymentsModuleOptions {
  // Unknown options are kept, so that they are refused.
  const own = given(tenant, Object.keys(tenant) as Option[]);
  const shared = given(
    registration,
    OPTION_NAMES.filter((name) => !NOT_SHARED.includes(name)),
  );
  if (!ADDRESS.some((option) => option in own)) return { ...shared, ...own };
  for (const option of OF_THE_ADDRESS) delete shared[option];
  if (shared.http !== undefined) shared.http = ofTheNetwork(shared.http);
  return { ...shared, ...own };
}

/** Those of the options that are given. An empty field of a database row counts as not given. */
function given(
  options: AlternativePaymentsModuleOptions,
  names: readonly Option[],
): AlternativePaymentsModuleOptions {
  const entries = names.map((name) => [name, options[name]] as const);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined && value !== null && (value as unknown) !== ''),
  );
}

function ofTheNetwork(http: AxiosRequestConfig): AxiosRequestConfig {
  const all = http as Record<string, unknown>;
  return Object.fromEntries(
    OF_THE_NETWORK.filter((name) => name in all).map((name) => [name, all[name]]),
  ) as AxiosRequestConfig;
}
