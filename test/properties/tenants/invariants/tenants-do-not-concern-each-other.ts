import { statusOf } from '../../engine/status-of.js';
import type { Wish } from '../../engine/wish.js';
import { STARTS, type TenantsInvariant, WINDOW_MS } from '../invariant.js';
import { LONGEST_CALL_MS } from '../tenant.js';
import type { TenantsApplication } from '../tenants-application.js';
import type { TenantWish } from '../users.js';

/** A tenant that has not had a token rejected for so long begins with a clean slate, in milliseconds. */
const FORGOTTEN_MS = 130_000;

/** Reading a key twice, asking for a token, and the answer of the API, with some timers between them. */
const LONGEST_MS = 20 + 20 + 41 + 61 + 10;

/**
 * Whatever is the matter with other tenants, one with which nothing is the matter is served at once, and with one token
 * request at most, even if its account has slept.
 */
export const tenantsDoNotConcernEachOther: TenantsInvariant = (view, violate) => ({
  settled: (wish) => {
    const facts = view.wishOf(wish);
    if (facts === undefined || !isWell(view, facts)) return;
    const { tenant, requestsBefore } = facts;
    const { id, kind, state, result } = wish;
    if (state !== 'fulfilled' || (kind === 'call' && statusOf(result) !== 200))
      return violate(`${id} of ${tenant.id} was given ${String(result)}`);
    if (isCrowded(view, facts)) return;
    const tookMs = view.clock.read().monotonic - wish.startedAt.monotonic;
    if (tookMs > LONGEST_MS) violate(`${id} of ${tenant.id} took ${tookMs} ms`);
    const requests = tenant.server.tokenRequests - requestsBefore;
    if (requests > 1 && tenant.recentReleases === 0)
      violate(`${id} of ${tenant.id} cost ${requests} token requests`);
  },
});

function isWell(view: TenantsApplication, { wish, tenant, wasFailing }: TenantWish): boolean {
  const { startedAt, gaveUpAt, state } = wish as Wish;
  if (view.isClosing || view.leaptAt >= startedAt.monotonic || gaveUpAt !== undefined || state === 'left')
    return false;
  if (view.clock.stoodStillSince(startedAt.monotonic)) return false;
  // A token endpoint that is asked too often serves all of them one after the other.
  if (startedAt.monotonic <= view.vendor.pausedUntil) return false;
  if (wasFailing || tenant.isFailing || tenant.isTroubled) return false;
  const at = startedAt.monotonic;
  // A caller who joins an opening in progress waits for its next attempt, as the first caller does.
  const openingMs = view.settings.warmUp === 'required' ? LONGEST_CALL_MS : 0;
  return tenant.lastTroubleAt < at - openingMs && tenant.rejectedAt < at - FORGOTTEN_MS;
}

/**
 * Its own requests may have to wait for each other, including for those that were made later, because callers who wait for
 * an account to open do not start in the order in which they came.
 */
function isCrowded({ settings }: TenantsApplication, { wish, tenant }: TenantWish): boolean {
  const since = wish.startedAt.monotonic - WINDOW_MS;
  return settings.isPaced && tenant.starts.filter((start) => start > since).length > STARTS;
}
