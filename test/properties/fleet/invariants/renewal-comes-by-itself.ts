import { SLOT_MS, TOLERANCE_MS } from '../../engine/invariant.js';
import { POLL_MS, type ProcessInvariant } from '../invariant.js';
import type { FleetProcess } from '../process.js';

/** When a renewal or the next attempt is due, the process sets about it without anybody asking. */
export const renewalComesByItself: ProcessInvariant = (view, violate) => {
  let busyAt = -Infinity;
  return {
    passed: () => {
      const now = view.clock.read().monotonic;
      const { dueAt } = view.model;
      if (isBusy(view)) busyAt = now;
      if (view.isClosing || dueAt === undefined) return;
      // An attempt that everybody has left is taken up again.
      const lateMs = now - Math.max(dueAt, busyAt, endedAt(view));
      if (lateMs > TOLERANCE_MS + (view.isPaced ? SLOT_MS : 0)) violate(`a token is overdue by ${lateMs} ms`);
    },
  };
};

/** When its last attempt ended. */
function endedAt({ keys, troubleAt }: FleetProcess): number {
  return Math.max(keys.endedAt, troubleAt);
}

/** It asks somebody, or is between two looks at the store. */
function isBusy({ exchanges, keys, operations, settings, clock }: FleetProcess): boolean {
  if (exchanges.size > 0 || keys.underWay > 0) return true;
  const last = operations.findLast(({ action }) => action === 'read' || action === 'acquireLease');
  if (last === undefined) return false;
  const quietMs = clock.read().monotonic - last.askedAt.monotonic;
  return quietMs <= settings.timeoutMs + POLL_MS + TOLERANCE_MS;
}
