import type { TenantsInvariant } from '../invariant.js';

/** A tenant's account is opened once, however many ask for it at once, and its key is read once at a time. */
export const openedOnce: TenantsInvariant = (_view, violate) => ({
  resolving: ({ id, register, recentReleases }) => {
    // Those that are forgotten may still renew their tokens for the calls that they have.
    if (register.underWay > recentReleases)
      violate(`${id} is being resolved ${register.underWay + 1} times at once`);
  },
});
