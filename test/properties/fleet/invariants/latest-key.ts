import { CredentialsRejectedError } from 'nestjs-alternative-payments';
import type { Wish } from '../../engine/wish.js';
import type { ProcessInvariant } from '../invariant.js';
import type { FleetProcess } from '../process.js';

/** Time between two looks for another key, in milliseconds. */
const PROBE_MS = 1_000;

/** A token request presents the key that was read last. */
export const theLatestKeyIsUsed: ProcessInvariant = (view, violate) => ({
  sent: ({ to, authorization }) => {
    if (to !== 'token') return;
    const { basic } = view.settings.isRotating ? (view.keys.given ?? { basic: 'none' }) : view.ring.current;
    if (authorization !== basic) violate(`a token request presented ${authorization} instead of ${basic}`);
  },
});

/**
 * A key that is refused because it was replaced while it was in use costs nobody anything: the key is read once more, and
 * one that is new is tried at once. Where that one has been replaced as well by the time it is presented, the attempt has
 * failed, and the key after it is left to the next look.
 */
export const aReplacedKeyIsNoFailure: ProcessInvariant = (view, violate) => {
  /** Whether the key was read once more after the first refusal of this attempt. */
  let wasReadAgain = false;
  let wasRefused = false;
  return {
    ended: ({ to, outcome }) => {
      if (to === 'token') wasRefused ||= outcome?.kind === 'answered' && outcome.grant === undefined;
    },
    keyAsked: () => {
      if (wasRefused) wasReadAgain = true;
    },
    event: (event) => {
      const { model, keys, ring, settings } = view;
      const wasNewestTried = wasReadAgain && model.exchange?.authorization === keys.given?.basic;
      wasRefused = wasReadAgain = false;
      if (event.type !== 'failed' || event.code !== 'CREDENTIALS_REJECTED' || !settings.isRotating) return;
      // Somebody who looks for news has the key read once.
      if (model.failure !== undefined || keys.fault !== undefined || keys.wellSince > ring.current.since)
        return;
      const refused = model.exchange?.authorization;
      if (refused !== ring.current.basic && !wasNewestTried)
        violate(`${refused} was refused, and the key after it not tried`);
    },
  };
};

/** That a key was refused is not held against another one: a caller who needs a token has it tried. */
export const aNewKeyHelps: ProcessInvariant = (view, violate) => {
  let refused: string | undefined;
  return {
    ended: ({ to, authorization, outcome }) => {
      if (to === 'token' && outcome?.kind === 'answered' && outcome.grant === undefined)
        refused = authorization;
    },
    settled: (wish) => {
      if (!(wish.result instanceof CredentialsRejectedError) || wish.kind === 'refresh') return;
      if (!couldKnowTheKey(view, wish) || refused === view.ring.current.basic) return;
      violate(`${wish.id} failed because of ${refused}, though there is another key`);
    },
  };
};

function couldKnowTheKey({ settings, keys }: FleetProcess, { startedAt }: Wish): boolean {
  if (!settings.isRotating || keys.fault !== undefined) return false;
  return startedAt.monotonic > keys.wellSince + PROBE_MS;
}
