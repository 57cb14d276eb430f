import type { AccountOptions } from './account-options.js';
import type { Section } from './section.js';

/**
 * What `resolve` returns for a tenant: its API key, as `clientId` and `clientSecret` or as `credentials`, and
 * every option that differs from the registration. Other options are inherited from the registration, but
 * never the API key.
 */
export type TenantOptions = AccountOptions;

/** Accounts of tenants that become known at run time. */
export interface TenantsOptions {
  /**
   * Finds the options of a tenant, in your database or secrets manager. It is called when the tenant's
   * account is opened and, unless it returns `credentials`, for each further token request, so that a rotated
   * key is noticed.
   *
   * Return `undefined` or `null` if there is no such tenant: the caller of `get()` gets a
   * `TenantNotFoundError`. An exception reaches the caller as the cause of a `TenantNotResolvedError`, unless
   * it may quote a secret. Neither is remembered. If the account is already open, both count as an outage:
   * its token stays in use, and `resolve` is called again later.
   *
   * @param tenantId as given to `get()`
   * @param options.signal aborted when the function takes too long or the application shuts down
   *
   * @example
   * resolve: async (tenantId) => {
   *   const partner = await partners.findOneBy({ id: tenantId });
   *   return partner ? { clientId: partner.clientId, clientSecret: partner.clientSecret } : undefined;
   * }
   */
  resolve: (
    tenantId: string,
    options: { readonly signal: AbortSignal },
  ) => TenantOptions | null | undefined | Promise<TenantOptions | null | undefined>;
  /**
   * Timeout of `resolve` in milliseconds.
   * @default 10000
   */
  resolveTimeoutMs?: number;
  /**
   * How many accounts are kept open. Beyond that, the least recently used account without a call in progress
   * is closed. The next call for its tenant opens it again.
   * @default 10000
   */
  maximum?: number;
  /**
   * Closes an account after this many milliseconds without use. The next call for its tenant opens it again.
   * @default 3600000
   */
  idleMs?: number;
  /**
   * Stops renewing the token of an account after this many milliseconds without use, until its next use.
   * @default 600000
   */
  sleepAfterMs?: number;
}

export type ResolvedTenants = Readonly<Required<TenantsOptions>>;

export function readTenants(section: Section): ResolvedTenants | undefined {
  if (section.isLeftOut) return undefined;
  return {
    resolve: section.callable('resolve', "a function that finds a tenant's options"),
    resolveTimeoutMs: section.milliseconds('resolveTimeoutMs', { otherwise: 10_000 }),
    maximum: section.integer('maximum', { from: 1, otherwise: 10_000 }),
    idleMs: section.milliseconds('idleMs', { otherwise: 3_600_000 }),
    sleepAfterMs: section.milliseconds('sleepAfterMs', { otherwise: 600_000 }),
  };
}
