import type { Invariant } from '../invariant.js';
import type { Resident } from '../resident.js';
import { isDelicate } from '../wish.js';

/** Once the application is closed nothing is sent, armed or left hanging, but for what may not be cut off. */
export const silentAfterClose: Invariant<Resident> = (view, violate) => ({
  sent: ({ to }) => {
    if (view.isClosed) violate(`a request to ${to} was sent by a closed application`);
  },
  event: ({ type }) => {
    if (view.isClosed) violate(`"${type}" was reported by a closed application`);
  },
  passed: () => {
    if (!view.isClosed) return;
    if (view.pending.size === 0 && view.timersLeft > 0)
      violate(`${view.timersLeft} timers are pending in a closed application`);
    const hanging = [...view.pending].filter((wish) => !isDelicate(wish)).map(({ id }) => id);
    if (hanging.length > 0) violate(`${hanging.join(', ')} did not settle when the application was closed`);
  },
});
