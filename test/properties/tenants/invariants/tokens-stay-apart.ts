import { FOREIGN_AUTHORIZATION } from '../../engine/network.js';
import { STARTS, type TenantsInvariant, WINDOW_MS } from '../invariant.js';

/** No tenant's token, and no tenant's key, is ever used for another one. */
export const tokensStayApart: TenantsInvariant = (view, violate) => ({
  sent: (exchange) => {
    const { to, url, authorization } = exchange;
    if (new URL(url).origin !== 'https://api.test') violate(`a request went to ${url}`);
    if (authorization === FOREIGN_AUTHORIZATION) return;
    const owner = view.vendor.ownerOf(exchange);
    if (owner === undefined) return violate(`a request to ${to} carried ${authorization}`);
    if (to === 'token') {
      const most = 1 + owner.recentReleases;
      if (owner.exchanges.size > most)
        violate(`${owner.exchanges.size} token requests of ${owner.id} are under way`);
      return;
    }
    const wish = view.callOf(exchange);
    const tenant = wish && view.wishOf(wish)?.tenant;
    if (tenant !== owner) violate(`${wish?.id} of ${tenant?.id} carried a token of ${owner.id}`);
  },
});

/** Each tenant has the whole rate for itself, and no more, however often its account is opened. */
export const aRateForEachTenant: TenantsInvariant = (view, violate) => ({
  passed: () => {
    if (!view.settings.isPaced) return;
    const now = view.clock.read().monotonic;
    for (const { id, starts } of view.tenants) {
      const within = starts.filter((start) => start > now - WINDOW_MS).length;
      if (within > STARTS) violate(`${within} requests of ${id} started within ${WINDOW_MS} ms`);
    }
  },
});
