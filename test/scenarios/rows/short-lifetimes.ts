import type { Scenario } from '../scenario.js';
import { toMs } from '../time.js';

/** However short the lifetime: one token request per renewal at 72.5 % of it, whatever the traffic. */
const renewedTenTimes = (lifetime: string): Scenario => {
  const renewal = toMs(lifetime) * 0.725;
  return {
    name: `tokens of ${lifetime}`,
    lifetime,
    steps: [
      {
        at: '0 s',
        call: 'GET /customers',
        every: `${toMs(lifetime) / 20} ms`,
        until: `${renewal * 10.5} ms`,
      },
    ],
    tokenRequests: Array.from({ length: 11 }, (_, index) => `${index * renewal} ms`),
  };
};

export const shortLifetimes: readonly Scenario[] = ['1 s', '5 s', '30 s', '60 s', '61 s', '300 s'].map(
  renewedTenTimes,
);
