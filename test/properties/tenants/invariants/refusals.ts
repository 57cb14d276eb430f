import {
  AccountClosedError,
  TenantNotFoundError,
  TenantNotResolvedError,
  TokenUnavailableError,
} from 'nestjs-alternative-payments';
import type { TenantsInvariant } from '../invariant.js';

/** A caller who gets no account is told why, by an error with a name, and there is a reason. */
export const refusalsAreTyped: TenantsInvariant = (view, violate) => ({
  settled: (wish) => {
    const { id, kind, state, result, gaveUpAt, startedAt } = wish;
    const tenant = view.wishOf(wish)?.tenant;
    if (kind !== 'account' || state !== 'rejected' || gaveUpAt !== undefined || tenant === undefined) return;
    if (result instanceof AccountClosedError && view.isClosing) return;
    const isForWantOfToken = result instanceof TokenUnavailableError && view.settings.warmUp === 'required';
    const isForWantOfTenant =
      result instanceof TenantNotResolvedError || result instanceof TenantNotFoundError;
    if (!isForWantOfToken && !isForWantOfTenant) return violate(`${id} failed with ${String(result)}`);
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
    // A look that somebody else has begun and given up may still be going on.
    const wasLookedFor = facts.tenant.register.endedAt >= wish.startedAt.monotonic;
    if (isAlone && !wasLookedFor && facts.tenant.resolved === facts.resolvedBefore)
      violate(`${wish.id} ended without a look for ${facts.tenant.id}`);
  },
});
