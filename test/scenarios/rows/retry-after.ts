import { type Scenario, WITHOUT_PATIENCE } from '../scenario.js';

/** A token endpoint that says when to come back. The start of each row is 2026-06-01 12:00:00 UTC. */
const asking = (retryAfter: string, ...tokenRequests: Scenario['tokenRequests']): Scenario => ({
  name: `Retry-After: ${retryAfter}`,
  settings: WITHOUT_PATIENCE,
  tokenEndpoint: [{ request: 1, status: 429, headers: { 'retry-after': retryAfter } }],
  steps: [{ at: '0 s', call: 'GET /customers', tokens: [], ends: 'TOKEN_ENDPOINT_UNAVAILABLE' }],
  tokenRequests: ['0 s', ...tokenRequests],
});

export const retryAfter: readonly Scenario[] = [
  asking('30', '30 s'),
  asking('Mon, 01 Jun 2026 12:00:20 GMT', '20 s'),
  asking('Monday, 01-Jun-26 12:00:20 GMT', '20 s'),
  asking('Mon Jun  1 12:00:20 2026', '20 s'),
  asking('1.5', '2 s'),
  asking('2, 4', '4 s'),
  // Ten minutes are believed at most.
  asking('86400', '10 min'),
  asking('Tue, 02 Jun 2026 12:00:00 GMT', '10 min'),
  // What names no wait leaves the ordinary pause.
  asking('0', '750 ms'),
  asking('-5', '750 ms'),
  asking('abc', '750 ms'),
  asking('Mon, 01 Jun 2026 11:00:00 GMT', '750 ms'),
  {
    name: 'a date is told by the clock of the server, five minutes ahead of ours',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [
      {
        request: 1,
        status: 503,
        headers: {
          'retry-after': 'Mon, 01 Jun 2026 12:05:02 GMT',
          date: 'Mon, 01 Jun 2026 12:05:00 GMT',
        },
      },
    ],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' }],
    tokenRequests: ['0 s', '2 s'],
  },
  {
    name: 'it is heeded in an answer that reports success and is no token',
    tokenEndpoint: [{ request: 1, body: '', headers: { 'retry-after': '7' } }],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'MALFORMED_TOKEN_RESPONSE' }],
    tokenRequests: ['0 s', '7 s'],
  },
  {
    name: 'callers who come before that time are told so at once',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [{ request: 1, status: 503, headers: { 'retry-after': '30' } }],
    steps: [
      {
        at: '0 s',
        call: 'GET /customers',
        every: '1 s',
        until: '29 s',
        tokens: [],
        ends: 'TOKEN_ENDPOINT_UNAVAILABLE',
      },
      { at: '29 s', refresh: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '30.1 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '30 s'],
  },
  {
    name: 'it holds even where the token will not last so long',
    lifetime: '100 s',
    tokenEndpoint: [{ request: 2, status: 503, headers: { 'retry-after': '60' } }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '99 s', call: 'GET /customers', tokens: [1] },
      { at: '101 s', call: 'GET /customers', tokens: [], ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '101 s', look: { state: 'expired' } },
      { at: '133 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '72.5 s', '132.5 s'],
  },
  {
    name: 'one that is shorter than the pause does not shorten it',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [{ request: [1, 3], status: 503, headers: { 'retry-after': '1' } }],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' }],
    tokenRequests: ['0 s', '1 s', '2.5 s', '5.5 s'],
    until: '10 s',
  },
];
