import { KEY_MS, type ProcessInvariant } from '../invariant.js';

/** Longest look for another key, or a token of another process, and some timers. */
const LOOK_MS = 1_000 + KEY_MS + 20;

/** Failed attempts that a caller survives if they failed quickly. */
const SURVIVED = 2;

/**
 * A caller who has waited for an attempt that failed is told, after one more look whether another process was luckier at
 * most, unless the failure may pass in a moment: then the caller survives so many of them.
 */
export const failuresAreTold: ProcessInvariant = (view, violate) => {
  let failedAt = Infinity;
  let passes = false;
  const failures: number[] = [];
  return {
    event: (event) => {
      failedAt = event.type === 'failed' ? view.clock.read().monotonic : Infinity;
      if (event.type !== 'failed') return;
      failures.push(failedAt);
      passes = event.code === 'TOKEN_ENDPOINT_UNAVAILABLE';
    },
    // Another key is tried at once.
    sent: ({ to }) => {
      if (to === 'token') failedAt = Infinity;
    },
    passed: () => {
      const since = Math.max(failedAt, view.clock.caughtUpAt);
      const lateMs = view.clock.read().monotonic - since - view.settings.timeoutMs - LOOK_MS;
      if (view.isPaced || view.isClosing || lateMs <= 0) return;
      for (const { id, kind, plan, sent, startedAt } of view.pending) {
        const isWaiting = kind !== 'start' && sent.length === 0 && !plan?.isForeign;
        const seen = failures.filter((at) => at >= startedAt.monotonic).length;
        if (passes && seen <= SURVIVED) continue;
        if (isWaiting && startedAt.monotonic < failedAt) violate(`${id} waits on, though its attempt failed`);
      }
    },
  };
};
