import { isDelicate } from '../../engine/wish.js';
import type { TenantsInvariant } from '../invariant.js';

/** After the application has shut down nothing is sent, read, armed or left hanging. */
export const silentAfterShutdown: TenantsInvariant = (view, violate) => ({
  sent: ({ to }) => {
    if (view.isShutDown) violate(`a request to ${to} was sent`);
  },
  event: ({ type }) => {
    if (view.isShutDown) violate(`"${type}" was reported`);
  },
  resolving: ({ id }) => {
    if (view.isShutDown) violate(`${id} was resolved`);
  },
  passed: () => {
    if (!view.isShutDown) return;
    if (view.pending.size === 0 && view.clock.timers > 0) violate(`${view.clock.timers} timers are pending`);
    const hanging = [...view.pending].filter((wish) => !isDelicate(wish)).map(({ id }) => id);
    if (hanging.length > 0) violate(`${hanging.join(', ')} did not settle`);
    if (view.door.size > 0) violate(`${view.door.size} accounts are open`);
  },
});
