import type { TenantsInvariant } from '../invariant.js';

/** A tenant's account is opened once, however many ask for it at once, and its key is read once at a time. */
export const openedOnce: TenantsInvariant = (_view, violate) => ({
  opened: (tenant) => {
    if (tenant.open !== undefined) violate(`a second account of ${tenant.id} was opened`);
  },
  resolving: ({ id, register, living }) => {
    // One that is being opened, and those that renew their tokens.
    const most = living.length + 1;
    if (register.underWay >= most)
      violate(
        `${id} is being resolved ${register.underWay + 1} times at once, with ${most - 1} accounts open`,
      );
  },
});
