import { TenantNotResolvedError } from '../errors/tenant-not-resolved.error.js';

/** The name of a tenant's account, for messages and loggers. */
export function tenantAccountName(registration: string, tenantId: string): string {
  return `${registration}/${tenantId}`;
}

/**
 * Refuses a name that cannot be used, because it becomes a part of logger names and messages.
 *
 * @throws TenantNotResolvedError for such a name
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
    'this is not the name of a tenant',
    'Give a string of 1 to 256 characters, without control characters.',
  );
}
