import type { Wish } from '../../engine/wish.js';
import { ENDPOINT_MS, KEY_MS, POLL_MS, type ProcessInvariant } from '../invariant.js';
import type { FleetProcess } from '../process.js';

/** Several timers of whole milliseconds, one after the other, may be that late. */
const TOLERANCE_MS = 20;

/**
 * With a token endpoint that answers, nobody waits for a token any longer than its answer takes, the timeout of the
 * store, and the lease of another process; and not even for a lease where the store is dead.
 */
export const theStoreCostsLittle: ProcessInvariant = (view, violate) => ({
  passed: () => {
    if (view.isPaced || view.isClosing || isInTrouble(view)) return;
    for (const wish of view.pending) {
      if (!isWaitingForToken(wish)) continue;
      const problem = problemOf(view, wish);
      if (problem !== undefined) violate(`${wish.id} waited ${problem}`);
    }
  },
});

function problemOf(view: FleetProcess, { startedAt }: Wish): string | undefined {
  const { clock, troubleAt, settings, storeDeadSince } = view;
  const { timeoutMs, leaseMs } = settings;
  const now = clock.read().monotonic;
  const since = Math.max(startedAt.monotonic, troubleAt);
  const plainMs = timeoutMs + ENDPOINT_MS + KEY_MS + TOLERANCE_MS;
  const patienceMs = wasKeptWaiting(view, since) ? 2 * leaseMs + POLL_MS : 0;
  if (now - since > plainMs + patienceMs) return `${now - since} ms for a token`;
  if (storeDeadSince === undefined) return undefined;
  // A process that was waiting for a lease has to look once more to see that it is in vain.
  const deadMs = now - Math.max(since, storeDeadSince + POLL_MS + timeoutMs);
  return deadMs > plainMs ? `${deadMs} ms for a token, though the store is dead` : undefined;
}

/** Somebody else had the lease, or the store said so. */
function wasKeptWaiting({ operations, settings }: FleetProcess, since: number): boolean {
  const first = since - POLL_MS - settings.timeoutMs;
  return operations.some(
    ({ action, answer, answeredAt }) =>
      action === 'acquireLease' && answeredAt !== undefined && answeredAt.monotonic >= first && !answer,
  );
}

/** Something other than the store may keep everybody waiting. */
function isInTrouble({ exchanges, keys, settings, model }: FleetProcess): boolean {
  // Then the next attempt is waited for.
  if (model.failure !== undefined) return true;
  const isSlow = [...exchanges].some(
    ({ answer }) => answer.grant === undefined || answer.afterMs > ENDPOINT_MS,
  );
  return isSlow || (settings.isRotating && (keys.fault !== undefined || keys.isInTrouble));
}

function isWaitingForToken({ kind, sent, plan }: Wish): boolean {
  return (kind === 'call' || kind === 'token') && sent.length === 0 && !plan?.isForeign;
}
