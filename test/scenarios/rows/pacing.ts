import type { Scenario } from '../scenario.js';

/** Five starts in 1.1 s, token requests included and ahead. */
export const pacing: readonly Scenario[] = [
  {
    name: 'a renewal during a burst takes the next slot, ahead of the calls that wait',
    lifetime: '100 s',
    settings: { pacing: {} },
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '72.4 s', call: 'GET /customers', every: '1 ms', until: '72.404 s', tokens: [1] },
      {
        at: '72.41 s',
        call: 'GET /customers',
        every: '1 ms',
        until: '72.414 s',
        tokens: [2],
        endsAt: ['73.5 s', '74.61 s'],
      },
    ],
    tokenRequests: ['0 s', '73.5 s'],
  },
  {
    name: 'a call that waits for its turn is sent with the token of that moment, not the one it found',
    lifetime: '10 s',
    settings: { pacing: { requests: 1, perMilliseconds: 3_000 } },
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1], endsAt: '3 s' },
      { at: '4 s', call: 'GET /customers', tokens: [1], endsAt: '6 s' },
      // The renewal at 7.25 s goes first.
      { at: '7 s', call: 'GET /customers', tokens: [2], endsAt: '12 s' },
    ],
    tokenRequests: ['0 s', '9 s'],
  },
];
