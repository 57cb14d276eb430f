import type { AxiosRequestConfig } from 'axios';
import type { AccountOptions } from './account-options.js';
import { isAbsent } from './values.js';

/** Options that are true of one address only. */
const OF_THE_ADDRESS = ['environment', 'baseURL', 'allowInsecureHttp'] as const;

/**
 * What a tenant inherits from the registration. The API key is not inherited: a tenant would work with
 * somebody else's money.
 */
const SHARED = [...OF_THE_ADDRESS, 'warmUp', 'tokenRequest', 'pacing', 'calls', 'http'] as const;

/**
 * The part of `http` that is true of every address: how the network is reached, and how answers are read.
 * Headers, parameters and the functions that write requests may hold the key of a gateway, and a socket path
 * leads to that gateway.
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

/** The options of a tenant's account: its own, completed with those of the registration. */
export function withInheritedOptions(registration: AccountOptions, tenant: AccountOptions): AccountOptions {
  // Unknown options are kept, so that validation refuses them.
  const own = given(tenant, Object.keys(tenant) as Array<keyof AccountOptions>);
  const shared = given(registration, SHARED);
  if (own.environment === undefined && own.baseURL === undefined) return { ...shared, ...own };
  for (const option of OF_THE_ADDRESS) delete shared[option];
  if (shared.http !== undefined) shared.http = ofTheNetwork(shared.http);
  return { ...shared, ...own };
}

/** Picks those of the named options that are given. */
function given(options: AccountOptions, names: ReadonlyArray<keyof AccountOptions>): AccountOptions {
  const entries = names.map((name) => [name, options[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => !isAbsent(value)));
}

function ofTheNetwork(http: AxiosRequestConfig): AxiosRequestConfig {
  const all = http as Record<string, unknown>;
  return Object.fromEntries(OF_THE_NETWORK.filter((name) => name in all).map((name) => [name, all[name]]));
}
