import { elapsedMs, type Reading } from '../clock.js';
import type { Invariant } from '../invariant.js';
import { answeredStatus, endpointOf, type Exchange } from '../network.js';

/** The tokens that an endpoint which accepts none may cost within a minute: two, and one that was asked for already. */
const MOST_DROPS = 3;

/** An endpoint that rejects every token costs a few of them a minute, however often it is called. */
export const aRejectingEndpointCostsLittle: Invariant = (view, violate) => {
  const drops = new Map<string, Reading[]>();
  let last: Exchange | undefined;
  return {
    ended: (exchange) => {
      const status = answeredStatus(exchange);
      if (exchange.to !== 'api' || status === undefined) return;
      if (status === 401) last = exchange;
      else drops.delete(endpointOf(exchange));
    },
    event: ({ type }) => {
      const { held } = view.model;
      if (type !== 'invalidated' || last === undefined || last.authorization !== `Bearer ${held?.token}`)
        return;
      const at = view.clock.read();
      if (last.endedAt?.monotonic !== at.monotonic) return;
      const endpoint = endpointOf(last);
      const recent = (drops.get(endpoint) ?? []).filter((one) => elapsedMs(one, at) < 60_000);
      drops.set(endpoint, [...recent, at]);
      if (recent.length >= MOST_DROPS)
        violate(`${endpoint} accepts no token, and has cost ${recent.length + 1} of them within a minute`);
    },
  };
};
