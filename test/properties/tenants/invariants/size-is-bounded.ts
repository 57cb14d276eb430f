import { TOLERANCE_MS } from '../../engine/invariant.js';
import type { TenantsInvariant } from '../invariant.js';

/** Accounts tell once a second that they are used, so that two of them may stand in each other's place. */
const LATE_MS = 2_000 + TOLERANCE_MS;

/** Beyond `maximum` only accounts are open that are in use. One that waits for its first token is in use by itself. */
export const sizeIsBounded: TenantsInvariant = (view, violate) => ({
  passed: () => {
    const { crowdedSince } = view.occupancy;
    if (view.isClosing || crowdedSince === undefined) return;
    // While the machine sleeps, nobody tidies up.
    const now = view.clock.read().monotonic;
    const { caughtUpAt } = view.clock;
    if (now - Math.max(crowdedSince, caughtUpAt) <= LATE_MS) return;
    for (const { id, isOpen, wishes, stirredAt, isBeingRead, exchanges } of view.tenants) {
      if (!isOpen || wishes.size > 0 || isBeingRead || exchanges.size > 0) continue;
      const unusedMs = now - Math.max(stirredAt.monotonic, caughtUpAt);
      if (unusedMs <= LATE_MS) continue;
      violate(`${view.door.size} accounts are open, that of ${id} unused for ${unusedMs} ms among them`);
    }
  },
});

/** Accounts that were not used for long enough are forgotten. */
export const unusedAccountsEnd: TenantsInvariant = (view, violate) => ({
  passed: () => {
    if (view.isClosing) return;
    const now = view.clock.read().monotonic;
    const { caughtUpAt } = view.clock;
    for (const { id, isOpen, wishes, stirredAt, register, exchanges, isBeingRead } of view.tenants) {
      // The first token is waited for by the account itself.
      if (!isOpen || wishes.size > 0 || exchanges.size > 0 || isBeingRead) continue;
      // It is opened once its key was found, also where the caller has given up by then.
      const unusedMs = now - Math.max(stirredAt.monotonic, register.endedAt, caughtUpAt);
      if (unusedMs > view.settings.idleMs + LATE_MS)
        violate(`the account of ${id} is open, though it was not used for ${unusedMs} ms`);
    }
  },
});
