import type { Invariant } from '../invariant.js';
import { FOREIGN_AUTHORIZATION } from '../network.js';

/** On the wire there is only the token held, or the one in whose place it came while the API does not know it yet, unexpired by both clocks, and only at the account's own origin. */
export const onlyTheTokenHeldIsSent: Invariant = (view, violate) => ({
  sent: (exchange) => {
    const { to, url, authorization } = exchange;
    if (new URL(url).origin !== view.origin) violate(`a request went to ${url}`);
    if (to === 'token') {
      if (!authorization?.startsWith('Basic ')) violate(`a token request carried ${authorization}`);
      return;
    }
    const isForeign = view.callOf(exchange)?.plan?.isForeign === true;
    if (isForeign) {
      if (authorization !== FOREIGN_AUTHORIZATION)
        violate(`the caller's Authorization became ${authorization}`);
      return;
    }
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) return violate(`a request carried the Authorization ${authorization}`);
    if (!view.hasIssued(token)) violate(`a request carried ${token}, which was never issued`);
    const { held } = view.model;
    if (!view.model.maySend(token))
      return violate(`a request carried ${token} while ${held?.token ?? 'no token'} was held`);

    if (held === undefined || held.token !== token) return;
    const leftMs = view.model.leftMs(held);
    if (leftMs <= 0) violate(`a request carried ${token}, which had expired ${-leftMs} ms ago`);
  },
});
