import type { ProcessInvariant } from '../invariant.js';

/** By then a lease is given back that is no longer needed, in milliseconds. */
const SOON_MS = 50;

/** So long before nothing may have failed that the giving back could be queueing behind, in milliseconds. */
const QUIET_MS = 2_500;

/** The process that had the lease gives it back as soon as its token request has ended, whether that succeeded or not. */
export const leasesAreGivenBack: ProcessInvariant = (view, violate) => {
  let endedAt = Infinity;
  return {
    ended: ({ to }) => {
      if (to === 'token') endedAt = view.clock.read().monotonic;
    },
    sent: ({ to }) => {
      if (to === 'token') endedAt = Infinity;
    },
    passed: () => {
      if (view.isPaced || view.isClosing || view.clock.read().monotonic < endedAt + SOON_MS) return;
      const acquired = view.operations.findLast(({ action }) => action === 'acquireLease');
      const isOver = acquired !== undefined && acquired.askedAt.monotonic < endedAt;
      if (!isOver || view.store.holderOf(acquired.key)?.owner !== acquired.handed.owner) return;
      const since = acquired.askedAt.monotonic - QUIET_MS;
      if (view.clock.stoodStillSince(since)) return;
      if (view.operations.some(({ isHonest, askedAt }) => !isHonest && askedAt.monotonic > since)) return;
      violate('it keeps a lease that it does not need');
    },
  };
};
