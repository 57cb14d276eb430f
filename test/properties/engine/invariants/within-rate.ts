import type { Invariant } from '../invariant.js';

/** Paced, no more than five requests start within any 1.1 s, token requests included. */
export const withinTheRate: Invariant = (view, violate) => {
  const starts: number[] = [];
  return {
    sent: ({ sentAt }) => {
      if (!view.isPaced) return;
      starts.push(sentAt.monotonic);
      const fifthBefore = starts.at(-6);
      if (fifthBefore !== undefined && sentAt.monotonic - fifthBefore < 1_100)
        violate(`6 requests started within ${sentAt.monotonic - fifthBefore} ms`);
    },
  };
};
