import { TOLERANCE_MS } from '../../invariant.js';
import { RECENT_MS, type TenantsInvariant } from '../invariant.js';

/** Accounts tell once a second that they are used, so that two of them may stand in each other's place. */
const LATE_MS = 2_000 + TOLERANCE_MS;

/** Beyond `maximum` only accounts are open that are in use, or were a moment ago. */
export const sizeIsBounded: TenantsInvariant = (view, violate) => ({
  passed: () => {
    const { maximum, idleMs } = view.settings;
    if (view.isShuttingDown || view.door.size <= maximum) return;
    // While the machine sleeps, nobody tidies up.
    const now = view.clock.read().monotonic;
    const recentMs = Math.min(RECENT_MS, idleMs) + LATE_MS;
    for (const { id, open } of view.tenants) {
      if (open === undefined || open.underWay > 0) continue;
      const unusedMs = now - open.stirredAt.monotonic;
      if (unusedMs <= recentMs) continue;
      violate(`${view.door.size} accounts are open, that of ${id} unused for ${unusedMs} ms among them`);
    }
  },
});

/** Accounts that were not used for long enough are closed, and those that somebody let go of still sooner. */
export const unusedAccountsEnd: TenantsInvariant = (view, violate) => ({
  passed: () => {
    if (view.isShuttingDown) return;
    const now = view.clock.read().monotonic;
    const { idleMs } = view.settings;
    for (const { id, living, exchanges, isBeingRead } of view.tenants) {
      // The first token is waited for by the account itself.
      if (exchanges.size > 0 || isBeingRead) continue;
      for (const { underWay, stirredAt, isReleased } of living) {
        const unusedMs = now - stirredAt.monotonic;
        const mostMs = isReleased ? Math.min(RECENT_MS, idleMs) : idleMs;
        if (underWay === 0 && unusedMs > mostMs + LATE_MS)
          violate(`an account of ${id} is open, though it was not used for ${unusedMs} ms`);
      }
    }
  },
});
