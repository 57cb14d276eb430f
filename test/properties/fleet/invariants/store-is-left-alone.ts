import type { ProcessInvariant } from '../invariant.js';
import type { FleetProcess } from '../process.js';

/** After close() the store and the key are left alone, but for what a process owes to others. */
export const theStoreIsLeftAlone: ProcessInvariant = (view, violate) => ({
  keyAsked: () => {
    if (view.isClosed) violate('the key was read after close()');
  },
  storeAsked: ({ action }) => {
    if (view.closedAt === undefined) return;
    const since = action === 'remove' ? Math.max(view.closedAt, writtenAt(view)) : view.closedAt;
    const sinceMs = view.clock.read().monotonic - since;
    if (action === 'read' || action === 'acquireLease') violate(`${action} was asked after close()`);
    else if (sinceMs > view.settings.timeoutMs) violate(`${action} was asked ${sinceMs} ms after close()`);
  },
});

/** When a write was answered last, on the monotonic clock. One that took too long is undone, however late that is. */
function writtenAt({ operations }: FleetProcess): number {
  const written = operations.filter(({ action }) => action === 'write');
  return Math.max(...written.map(({ answeredAt }) => answeredAt?.monotonic ?? -Infinity));
}
