import { TenantNotResolvedError } from '../errors/tenant-not-resolved.error.js';

/**
 * A tenant's name becomes a part of names and messages.
 *
 * @throws TenantNotResolvedError for what is no name
 */
export function refuseUnusable(tenantId: unknown): void {
  if (
    typeof tenantId === 'string' &&
    tenantId.length <= 256 &&
    !/^$|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(tenantId)
  )
    return;
  throw new TenantNotResolvedError(
    typeof tenantId === 'string'
      ? tenantId.slice(0, 256).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?')
      : typeof tenantId,
    'this is no name of a tenant',
    'Give text of 1 to 256 characters, without control characters.',
  );
}
