import type { Invariant } from '../invariant.js';

/** At most one token request is under way, however many callers there are. */
export const oneTokenRequestAtATime: Invariant = (_view, violate) => {
  let underWay = 0;
  return {
    sent: ({ to }) => {
      if (to !== 'token') return;
      underWay += 1;
      if (underWay > 1) violate(`${underWay} token requests are under way`);
    },
    ended: ({ to }) => {
      if (to === 'token') underWay -= 1;
    },
  };
};
