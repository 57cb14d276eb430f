import { elapsedMs } from '../../engine/clock.js';
import { TOLERANCE_MS } from '../../engine/invariant.js';
import { POLL_MS, type ProcessInvariant } from '../invariant.js';
import type { FleetProcess } from '../process.js';
import type { Content } from '../shared-store.js';
import { STORE_LATENCY_MS, type StoreOperation } from '../store-link.js';

/**
 * With a store that does its duty, a process asks the token endpoint only if the store has no token that it could use,
 * and only with the lease, or after it has waited for the holder of the lease as long as it may. Somebody's `refresh()`
 * is obeyed all the same.
 */
export const oneAsksForAll: ProcessInvariant = (view, violate) => {
  let problem: string | undefined;
  let endedAt = -Infinity;
  let droppedAt = -Infinity;
  return {
    sent: ({ to }) => {
      if (to !== 'token') return;
      const looks = looksOf(view, endedAt);
      const [first] = looks;
      if (first === undefined) {
        // The second try after a lost connection belongs to the same attempt.
        if (view.model.exchange === undefined) problem = 'it asked for a token without a look at the store';
      } else if (view.clock.stoodStillSince(first.askedAt.monotonic)) {
        // A look was made again, or its answer was old by the time that it was read.
        return;
      } else if (looks.every(({ isHonest }) => isHonest) && droppedAt < first.askedAt.monotonic) {
        problem = leaseProblem(view, looks) ?? overlooked(view, looks);
      }
    },
    ended: ({ to }) => {
      if (to === 'token') endedAt = view.clock.read().monotonic;
    },
    event: (event) => {
      if (event.type === 'invalidated') droppedAt = view.clock.read().monotonic;
      if (event.type !== 'refreshed' && event.type !== 'failed') return;
      if (problem !== undefined && event.reason !== 'requested') violate(problem);
      problem = undefined;
    },
  };
};

/** The looks of the present attempt, as far back as they follow on each other. */
function looksOf({ operations, settings }: FleetProcess, endedAt: number): StoreOperation[] {
  const longestGapMs = POLL_MS + settings.timeoutMs + TOLERANCE_MS;
  const looks: StoreOperation[] = [];
  for (let at = operations.length - 1; at >= 0; at -= 1) {
    const one = operations[at];
    if (one === undefined || one.askedAt.monotonic < endedAt) break;
    if (one.action !== 'read' && one.action !== 'acquireLease') continue;
    const [next] = looks;
    if (next !== undefined && next.askedAt.monotonic - one.askedAt.monotonic > longestGapMs) break;
    looks.unshift(one);
  }
  return looks;
}

function leaseProblem(view: FleetProcess, looks: readonly StoreOperation[]): string | undefined {
  const lease = looks.findLast(({ action }) => action === 'acquireLease');
  const [first] = looks;
  if (lease === undefined || first === undefined) return 'it asked for a token without asking for the lease';
  if (lease.answer === true) return undefined;
  const waitedMs = view.clock.read().monotonic - first.askedAt.monotonic;
  const patienceMs = shortestPatienceMs(view, first);
  return waitedMs >= patienceMs - TOLERANCE_MS
    ? undefined
    : `it asked for a token after ${waitedMs} ms, though somebody else had the lease and it can wait ${patienceMs} ms`;
}

/** How long it waits at least for the holder of the lease. */
function shortestPatienceMs({ model, settings }: FleetProcess, first: StoreOperation): number {
  const { held } = model;
  const leftMs = held === undefined ? 0 : held.lifetimeMs - elapsedMs(held.requestedAt, first.askedAt);
  if (leftMs > 0) return Math.min(settings.leaseMs, Math.max(250, leftMs / 3));
  // While the key was read, the token may have expired that was good when the attempt began.
  return held !== undefined && settings.isRotating ? Math.min(settings.leaseMs, 250) : 2 * settings.leaseMs;
}

/** A token that was there when the process looked last, or got the lease, and that it could have taken up. */
function overlooked(view: FleetProcess, looks: readonly StoreOperation[]): string | undefined {
  const read = looks.findLast(({ action }) => action === 'read');
  const lease = looks.findLast(({ action }) => action === 'acquireLease');
  if (read === undefined || lease === undefined) return undefined;
  const lookedAt = Math.max(read.doneAt ?? 0, lease.answer === true ? (lease.doneAt ?? 0) : 0);
  const content = view.store.contentOf(read.key);
  if (content === undefined || content.writtenAt.monotonic >= lookedAt) return undefined;
  return isUsable(view, content)
    ? `it asked for a token, though the store had ${content.grant?.token}`
    : undefined;
}

function isUsable({ model, clock, account, store }: FleetProcess, content: Content): boolean {
  const { grant } = content;
  if (grant === undefined || grant.account !== account || model.everDropped.has(grant.token)) return false;
  const { wall } = clock.read();
  const left = Math.min(store.leftMs(content), grant.requestedAt.wall + grant.lifetimeMs - wall);
  const waitMs = Math.min(2_000, grant.lifetimeMs * 0.02);
  if (Math.min(left, grant.lifetimeMs) <= waitMs) return false;
  const { held } = model;
  return (
    held === undefined ||
    (held.token !== grant.token && left > model.leftMs(held) + STORE_LATENCY_MS + TOLERANCE_MS)
  );
}
