import type { TenantCounts } from '../tenants/tenant-counts.js';
import type { TokenSnapshot } from '../token/token-snapshot.js';

/**
 * What a health check shows of an account. Health endpoints are often public, so it names neither the client id,
 * the address, the message of a failure nor a tenant.
 */
export function factsOf(
  { state, secondsToExpiry, failure }: TokenSnapshot,
  tenants: TenantCounts,
): Record<string, unknown> {
  return {
    state,
    secondsToExpiry: Math.round(secondsToExpiry),
    ...(failure && { code: failure.code, nextAttemptAt: failure.nextAttemptAt }),
    ...(tenants.open > 0 && { tenants }),
  };
}
