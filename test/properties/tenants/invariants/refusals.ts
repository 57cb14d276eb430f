import {
  AccountClosedError,
  TenantNotFoundError,
  TenantNotResolvedError,
  TokenUnavailableError,
} from 'nestjs-alternative-payments';
import type { Reading } from '../../engine/clock.js';
import type { TenantsInvariant } from '../invariant.js';
import { LONGEST_CALL_MS } from '../tenant.js';
import type { TenantsApplication } from '../tenants-application.js';

/** A caller who gets no account is told why, by an error with a name, and there is a reason. */
export const refusalsAreTyped: TenantsInvariant = (view, violate) => ({
  settled: (wish) => {
    const { id, kind, state, result, gaveUpAt, startedAt } = wish;
    const tenant = view.wishOf(wish)?.tenant;
    if (kind !== 'account' || state !== 'rejected' || gaveUpAt !== undefined || tenant === undefined) return;
    if (result instanceof AccountClosedError && view.isClosing) return;
    const isForWantOfToken = result instanceof TokenUnavailableError && view.settings.warmUp === 'required';
    if (!isForWantOfToken && !isForWantOfTenant(result))
      return violate(`${id} failed with ${String(result)}`);
    if (isForWantOfTenant(result) && isTimedOutInTime(view, startedAt)) return;
    // What a token endpoint asks of one tenant holds for all of them.
    if (isForWantOfToken && startedAt.monotonic <= view.vendor.pausedUntil) return;
    if (!tenant.isTroubled && tenant.lastTroubleAt < startedAt.monotonic)
      violate(`${id} failed with ${String(result)}, although nothing was the matter`);
  },
});

/** That a tenant could not be resolved is not remembered: the next caller has it tried again. */
export const refusalsAreNotRemembered: TenantsInvariant = (view, violate) => ({
  settled: (wish) => {
    const facts = view.wishOf(wish);
    if (facts === undefined || wish.kind !== 'account' || facts.wasOpen || view.isClosing) return;
    const isAlone = facts.othersBefore === 0 && !(wish.result instanceof DOMException);
    // An opening goes on when those who began it have given up: its look, and then the wait for its first token.
    const mayWait = view.settings.warmUp === 'required' && !isForWantOfTenant(wish.result);
    const openingMs = mayWait ? LONGEST_CALL_MS : 0;
    const wasLookedFor = facts.tenant.register.endedAt >= wish.startedAt.monotonic - openingMs;
    if (isAlone && !wasLookedFor && facts.tenant.resolved === facts.resolvedBefore)
      violate(`${wish.id} ended without a look for ${facts.tenant.id}`);
  },
});

/** A timeout that is not late is believed, also where the process stood still until that very moment. */
function isTimedOutInTime({ clock, settings }: TenantsApplication, { monotonic }: Reading): boolean {
  const tookMs = clock.read().monotonic - monotonic;
  return tookMs <= settings.resolveTimeoutMs && clock.stoodStillSince(monotonic);
}

function isForWantOfTenant(result: unknown): boolean {
  return result instanceof TenantNotResolvedError || result instanceof TenantNotFoundError;
}
