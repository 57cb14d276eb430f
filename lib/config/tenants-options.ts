import type { AccountOptions } from './account-options.js';
import type { Section } from './section.js';

/**
 * What `resolve` returns for a tenant: its API key, as `clientId` and `clientSecret` or as `credentials`, and whatever
 * else differs from the registration. What it leaves out is taken from there, but never the API key.
 */
export type TenantOptions = AccountOptions;

/** Accounts of tenants who are met at run time. */
export interface TenantsOptions {
  /**
   * Finds the options of a tenant, in your database or secrets manager. Called when the tenant's account is opened and,
   * unless it returns `credentials`, for each further token request, so that a rotated key is noticed.
   *
   * Return `undefined` (or `null`) where there is no such tenant: the caller of `get()` gets a `TenantNotFoundError`. What
   * it throws reaches the caller as the cause of a `TenantNotResolvedError`, unless it may quote a secret. Neither is
   * remembered. Of an account that is open already, both count as an outage: its token serves on, and `resolve` is asked
   * again.
   *
   * @param tenantId as given to `get()`
   * @param options.signal aborted when it took too long, or the application shuts down
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
   * Time-out of `resolve` in milliseconds.
   * @default 10000
   */
  resolveTimeoutMs?: number;
  /**
   * Accounts that are kept open. Beyond it the least recently used one of which no call is under way is closed; the next
   * call for its tenant opens it again.
   * @default 10000
   */
  maximum?: number;
  /**
   * An account that was not used for this many milliseconds is closed; the next call for its tenant opens it again.
   * @default 3600000
   */
  idleMs?: number;
  /**
   * The token of an account that was not used for this many milliseconds is not renewed until its next use.
   * @default 600000
   */
  sleepAfterMs?: number;
}

export type ResolvedTenants = Readonly<Required<TenantsOptions>>;

/** Reads `tenants`. */
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
