import type { TenantsInvariant } from '../invariant.js';

/** After the application has shut down no account is open, and nobody is asked for a key. */
export const nothingIsLeftOpen: TenantsInvariant = (view, violate) => ({
  resolving: ({ id }) => {
    if (view.isClosed) violate(`${id} was resolved`);
  },
  passed: () => {
    if (view.isClosed && view.door.size > 0) violate(`${view.door.size} accounts are open`);
  },
});
