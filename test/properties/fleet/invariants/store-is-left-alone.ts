import type { ProcessInvariant } from '../invariant.js';

/** After close() the store and the key are left alone, but for what a process owes to others. */
export const theStoreIsLeftAlone: ProcessInvariant = (view, violate) => ({
  keyAsked: () => {
    if (view.isClosed) violate('the key was read after close()');
  },
  storeAsked: ({ action }) => {
    if (view.closedAt === undefined) return;
    const sinceMs = view.clock.read().monotonic - view.closedAt;
    if (action === 'read' || action === 'acquireLease') violate(`${action} was asked after close()`);
    else if (sinceMs > view.settings.timeoutMs) violate(`${action} was asked ${sinceMs} ms after close()`);
  },
});
