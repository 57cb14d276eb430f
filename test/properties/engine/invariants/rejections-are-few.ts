import { elapsedMs, type Reading } from '../clock.js';
import type { Invariant } from '../invariant.js';

/** The tokens that may be dropped within ten seconds, whatever rejects them. */
const MOST_DROPS = 15;

/** Those that were never accepted and may be dropped within a minute: one, and those asked for before it was rejected. */
const MOST_STILLBORN = 3;

/** Only a token that was rejected is dropped, and tokens that die young are replaced only so often. */
export const rejectionsAreFew: Invariant = (view, violate) => {
  let drops: Array<{ readonly at: Reading; readonly isStillborn: boolean }> = [];
  return {
    event: ({ type }) => {
      if (type !== 'invalidated') return;
      const at = view.clock.read();
      const { held, succession } = view.model;
      if (held === undefined || !view.rejected.has(held.token))
        violate('a token was dropped that nobody rejected');
      // What somebody says of a token that has served for a while is believed.
      const isOld = held !== undefined && elapsedMs(held.requestedAt, at) >= 10_000;
      drops = drops.filter((one) => elapsedMs(one.at, at) < 60_000);
      drops.push({ at, isStillborn: !succession.isAccepted && !isOld });
      const recent = drops.filter((one) => elapsedMs(one.at, at) < 10_000).length;
      if (recent > MOST_DROPS) violate(`${recent} tokens were dropped within ten seconds`);
      const stillborn = drops.filter((one) => one.isStillborn).length;
      if (stillborn > MOST_STILLBORN)
        violate(`${stillborn} tokens that never worked were dropped within a minute`);
    },
  };
};
