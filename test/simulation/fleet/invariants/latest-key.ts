import { CredentialsRejectedError } from 'nestjs-alternative-payments';
import type { Wish } from '../../invariant.js';
import type { ProcessInvariant, ProcessView } from '../invariant.js';

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

/** A key that is refused because it was replaced while it was in use costs nobody anything: the new one is tried at once. */
export const aReplacedKeyIsNoFailure: ProcessInvariant = (view, violate) => ({
  event: (event) => {
    const { model, keys, ring, settings } = view;
    if (event.type !== 'failed' || event.code !== 'CREDENTIALS_REJECTED' || !settings.isRotating) return;
    // Somebody who looks for news has the key read once.
    if (model.failure !== undefined || keys.fault !== undefined || keys.wellSince > ring.current.since)
      return;
    const refused = model.exchange?.authorization;
    if (refused !== ring.current.basic) violate(`${refused} was refused, and the key after it not tried`);
  },
});

/** That a key was refused is not held against another one: whoever needs a token has it tried. */
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

function couldKnowTheKey({ settings, keys }: ProcessView, { startedAt }: Wish): boolean {
  if (!settings.isRotating || keys.fault !== undefined) return false;
  return startedAt.monotonic > keys.wellSince + PROBE_MS;
}
