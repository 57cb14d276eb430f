import type { Invariant } from '../invariant.js';
import { isDelicate } from '../wish.js';

/** Once the account is closed nothing is sent, armed or left hanging, but for what may not be cut off. */
export const silentAfterClose: Invariant = (view, violate) => ({
  sent: ({ to }) => {
    if (view.isClosed) violate(`a request to ${to} was sent by a closed account`);
  },
  event: ({ type }) => {
    if (view.isClosed) violate(`"${type}" was reported by a closed account`);
  },
  passed: () => {
    if (!view.isClosed) return;
    if (view.pending.size === 0 && view.timersLeft > 0)
      violate(`${view.timersLeft} timers are pending in a closed account`);
    const hanging = [...view.pending].filter((wish) => !isDelicate(wish)).map(({ id }) => id);
    if (hanging.length > 0) violate(`${hanging.join(', ')} did not settle when the account was closed`);
  },
});
