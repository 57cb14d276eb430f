import { elapsedMs } from '../../engine/clock.js';
import type { ProcessInvariant } from '../invariant.js';

/** An attempt fails because of the token endpoint or of the API key; whatever the store does is no reason. */
export const failuresHaveACause: ProcessInvariant = (view, violate) => ({
  event: (event) => {
    if (event.type !== 'failed') return;
    if (event.code === 'CREDENTIALS_UNAVAILABLE') {
      if (view.keys.troubleAt === -Infinity) violate(`no key could be read, although nothing was the matter`);
      return;
    }
    const { exchange, held } = view.model;
    if (exchange?.outcome === undefined)
      return violate(`${event.code} was reported, though nobody was asked`);
    if (exchange.outcome.kind !== 'answered' || exchange.outcome.grant === undefined) return;
    // No usable lifetime while a good token is held is no success.
    if (event.message.includes('expires_in') && exchange.outcome.grant.lifetime.readAsSeconds === 300) return;
    const now = view.clock.read();
    const isSame = held?.token === exchange.outcome.grant.token;
    // It ends when it was first said to end, whatever the endpoint says when it gives it out once more.
    if (isSame && held.requestedAt.monotonic + held.lifetimeMs <= now.monotonic) return;
    // Its time counts by the clock that says more, and that of another token by the monotonic one.
    const tookMs = isSame ? elapsedMs(exchange.sentAt, now) : now.monotonic - exchange.sentAt.monotonic;
    if (tookMs < exchange.outcome.grant.lifetime.readAsSeconds * 1_000)
      violate(`${event.code} was reported, though a token was obtained: ${event.message}`);
  },
});
