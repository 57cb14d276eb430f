import type { ProcessInvariant } from '../invariant.js';
import type { FleetProcess } from '../process.js';
import type { ProcessToken } from '../process-model.js';

/** By then whatever a process does at the store behind its callers' backs is done, in milliseconds. */
const SOON_MS = 100;

/** So long before its removal no operation may have failed that the removal could be queueing behind. */
const QUIET_MS = 2_500;

/** A removal takes away the token that was rejected, and no other. */
export const newerTokensStay: ProcessInvariant = (view, violate) => ({
  passed: () => {
    for (const misdeed of view.store.misdeeds.splice(0)) violate(misdeed);
  },
});

/** A token that is dropped as rejected is soon gone from the store. */
export const rejectedTokensAreRemoved: ProcessInvariant = (view, violate) => {
  const dropped: Array<{ readonly token: ProcessToken; readonly at: number }> = [];
  return {
    event: ({ type }) => {
      const { held } = view.model;
      if (type === 'invalidated' && held !== undefined)
        dropped.push({ token: held, at: view.clock.read().monotonic });
    },
    passed: () => {
      const [first] = dropped;
      if (first === undefined || view.clock.read().monotonic < first.at + SOON_MS) return;
      dropped.shift();
      if (view.isClosing || !wasStoreHonestSince(view, first.at - QUIET_MS)) return;
      const { token, grant, place } = first.token;
      const content = view.store.contentOf(place);
      if (content?.hash !== grant.hash || content.writtenAt.monotonic >= first.at) return;
      violate(`${token} was dropped, and is still in the store at ${place}`);
    },
  };
};

function wasStoreHonestSince({ operations, clock }: FleetProcess, since: number): boolean {
  if (clock.stoodStillSince(since)) return false;
  return operations.every(({ isHonest, askedAt }) => isHonest || askedAt.monotonic < since);
}
