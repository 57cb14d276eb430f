import { SLOT_MS } from '../../invariant.js';
import type { TenantsInvariant, TenantsView } from '../invariant.js';
import type { OpenedAccount } from '../opened-account.js';
import type { Tenant } from '../tenant.js';

/** Whoever waits for its first token may look for another key once more before it gives up, in milliseconds. */
const LATE_MS = 1_060;

/** An account that was not used for a while asks for no token and sets no timer, until it is used again. */
export const sleepersCostNothing: TenantsInvariant = (view, violate) => ({
  sent: (exchange) => {
    const tenant = view.ownerOf(exchange);
    if (exchange.to !== 'token' || tenant === undefined || tenant.living.length === 0) return;
    // A key that is slow to come belongs to an attempt that began before.
    const now = view.clock.read().monotonic;
    if (isWanted(view, tenant) || Math.max(tenant.keys.endedAt, tenant.register.endedAt) === now) return;
    if (tenant.living.every((one) => isAsleep(view, one)))
      violate(`a token was asked for, though nobody has used the account of ${tenant.id}`);
  },
  passed: () => {
    const { tenants, clock, isShuttingDown, pending } = view;
    if (isShuttingDown || pending.size > 0 || clock.timers <= 1) return;
    if (tenants.some(({ isBeingRead, exchanges }) => isBeingRead || exchanges.size > 0)) return;
    if (tenants.every(({ living }) => living.every((one) => isAsleep(view, one))))
      violate(`${clock.timers} timers are pending, though nobody uses any account`);
  },
});

/** Whoever uses an account wakes it. */
export const usedAccountsAreAwake: TenantsInvariant = (view, violate) => ({
  settled: (wish) => {
    const facts = view.wishOf(wish);
    const isUse =
      wish.state === 'fulfilled' && !wish.plan?.isForeign && facts?.opened?.closedAt === undefined;
    if (isUse && facts?.opened?.account.tokenService.snapshot().isAsleep)
      violate(`the account of ${facts.tenant.id} sleeps after ${wish.id}`);
  },
});

function isAsleep({ clock, settings }: TenantsView, { stirredAt, underWay }: OpenedAccount): boolean {
  const unusedMs = clock.read().monotonic - stirredAt.monotonic;
  const slotMs = settings.isPaced ? SLOT_MS : 0;
  return underWay === 0 && unusedMs > settings.sleepAfterMs + LATE_MS + slotMs;
}

function isWanted(view: TenantsView, tenant: Tenant): boolean {
  return [...view.pending].some((wish) => view.wishOf(wish)?.tenant === tenant);
}
