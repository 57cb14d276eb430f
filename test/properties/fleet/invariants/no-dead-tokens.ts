import { elapsedMs } from '../../engine/clock.js';
import type { ProcessInvariant } from '../invariant.js';

/**
 * A token that came by way of the store is not sent for longer than the token endpoint granted it. A store that offers an
 * old entry as a fresh one is believed until the API rejects that token, because no clock of another machine is read.
 */
export const noTokenOutlivesItsGrant: ProcessInvariant = (view, violate) => ({
  sent: ({ to, authorization }) => {
    const { grant, isOfLiar, roundedMs = 0 } = view.model.held ?? {};
    if (isOfLiar === true || authorization !== `Bearer ${grant?.token}`) return;
    // How much time passed while a clock was set, only the other clock could tell, which may have stood still.
    if (to !== 'api' || grant === undefined || view.clock.wasSetSince(grant.requestedAt)) return;
    const overMs = elapsedMs(grant.requestedAt, view.clock.read()) - grant.lifetimeMs - roundedMs;
    if (overMs >= 0) violate(`${grant.token} was sent ${overMs} ms after its end`);
  },
});

/** A token that this process saw rejected and dropped is never sent again, unless it was given out once more. */
export const rejectedTokensStayAway: ProcessInvariant = (view, violate) => ({
  sent: ({ to, authorization = '' }) => {
    const token = authorization.replace(/^Bearer /, '');
    if (to === 'api' && view.model.dropped.has(token)) violate(`${token} was sent, though it was dropped`);
  },
});
