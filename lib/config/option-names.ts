import type { AlternativePaymentsModuleOptions } from './options.js';

const KNOWN: Readonly<Record<keyof AlternativePaymentsModuleOptions, true>> = {
  environment: true,
  baseURL: true,
  allowInsecureHttp: true,
  clientId: true,
  clientSecret: true,
  credentials: true,
  warmUp: true,
  sleepAfterMs: true,
  tokenRequest: true,
  tokenStore: true,
  tenants: true,
  pacing: true,
  calls: true,
  http: true,
};

/** Names of all options. What has another name is none. */
export const OPTION_NAMES = Object.keys(KNOWN) as ReadonlyArray<keyof AlternativePaymentsModuleOptions>;
