import { SLOT_MS } from '../../engine/invariant.js';
import type { TenantsInvariant } from '../invariant.js';
import { LONGEST_CALL_MS, type Tenant } from '../tenant.js';
import type { TenantsApplication } from '../tenants-application.js';

/** An account that waits for its first token may look for another key once more before it gives up, in milliseconds. */
const LATE_MS = 1_060;

/** An account that was not used for a while asks for no token and sets no timer, until it is used again. */
export const sleepersCostNothing: TenantsInvariant = (view, violate) => ({
  sent: (exchange) => {
    const tenant = view.vendor.ownerOf(exchange);
    if (exchange.to !== 'token' || tenant === undefined || !tenant.isOpen) return;
    // A key that is slow to come belongs to an attempt that began before.
    const now = view.clock.read().monotonic;
    if (isWanted(view, tenant) || Math.max(tenant.keys.endedAt, tenant.register.endedAt) === now) return;
    if (isAsleep(view, tenant))
      violate(`a token was asked for, though nobody has used the account of ${tenant.id}`);
  },
  passed: () => {
    const { tenants, clock, isClosing, pending } = view;
    if (isClosing || pending.size > 0 || clock.timers <= 1) return;
    if (tenants.some(({ isBeingRead, exchanges }) => isBeingRead || exchanges.size > 0)) return;
    if (tenants.every((tenant) => isAsleep(view, tenant)))
      violate(`${clock.timers} timers are pending, though nobody uses any account`);
  },
});

/** A caller who uses an account wakes it. */
export const usedAccountsAreAwake: TenantsInvariant = (view, violate) => ({
  settled: (wish) => {
    const facts = view.wishOf(wish);
    if (wish.state !== 'fulfilled' || wish.plan?.isForeign || facts === undefined) return;
    const { id, services, recentReleases } = facts.tenant;
    // Of an account that was forgotten meanwhile nothing is to be seen.
    if (recentReleases === 0 && services[0]?.tokenService.snapshot().isAsleep && !view.isClosing)
      violate(`the account of ${id} sleeps after ${wish.id}`);
  },
});

function isAsleep({ clock, settings, vendor }: TenantsApplication, { stirredAt, wishes }: Tenant): boolean {
  // After a standstill of the process, and while it waits as the token endpoint asks, it goes on with what had begun before.
  const unusedMs =
    clock.read().monotonic - Math.max(stirredAt.monotonic, clock.caughtUpAt, vendor.pausedUntil);
  const slotMs = settings.isPaced ? SLOT_MS : 0;
  // An account that is opened with a token goes on to wait for it when its caller has given up.
  const openingMs = settings.warmUp === 'required' ? LONGEST_CALL_MS : 0;
  return wishes.size === 0 && unusedMs > settings.sleepAfterMs + LATE_MS + slotMs + openingMs;
}

function isWanted(view: TenantsApplication, tenant: Tenant): boolean {
  return [...view.pending].some((wish) => view.wishOf(wish)?.tenant === tenant);
}
