import { KEY_MS, type ProcessInvariant } from '../invariant.js';

/** Longest look for another key, or a token of another process, and some timers. */
const LOOK_MS = 1_000 + KEY_MS + 20;

/**
 * Whoever has waited for an attempt that failed is told, after one more look whether another process was luckier at most,
 * and not kept waiting for the next attempt.
 */
export const failuresAreTold: ProcessInvariant = (view, violate) => {
  let failedAt = Infinity;
  return {
    event: ({ type }) => {
      failedAt = type === 'failed' ? view.clock.read().monotonic : Infinity;
    },
    // Another key is tried at once.
    sent: ({ to }) => {
      if (to === 'token') failedAt = Infinity;
    },
    passed: () => {
      const lateMs = view.clock.read().monotonic - failedAt - view.settings.timeoutMs - LOOK_MS;
      if (view.isPaced || view.isClosing || lateMs <= 0) return;
      for (const { id, kind, plan, sent, startedAt } of view.pending) {
        const isWaiting = kind !== 'start' && sent.length === 0 && !plan?.isForeign;
        if (isWaiting && startedAt.monotonic < failedAt) violate(`${id} waits on, though its attempt failed`);
      }
    },
  };
};
