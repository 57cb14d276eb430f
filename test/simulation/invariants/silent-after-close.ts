import type { Invariant } from '../invariant.js';

/** After close() nothing is sent, armed or left hanging. */
export const silentAfterClose: Invariant = (view, violate) => ({
  sent: ({ to }) => {
    if (view.isClosed) violate(`a request to ${to} was sent after close()`);
  },
  event: ({ type }) => {
    if (view.isClosed) violate(`"${type}" was reported after close()`);
  },
  passed: () => {
    if (!view.isClosed) return;
    if (view.timersLeft > 0) violate(`${view.timersLeft} timers are pending after close()`);
    const hanging = [...view.pending].map(({ id }) => id);
    if (hanging.length > 0) violate(`${hanging.join(', ')} did not settle with close()`);
  },
});
