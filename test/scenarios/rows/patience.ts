import type { Scenario } from '../scenario.js';

const DOWN = { status: 503 } as const;

/** A call that has no token outlives what passes quickly. */
export const patience: readonly Scenario[] = [
  ...(
    [
      ['a 503', DOWN, 1],
      ['a 429 that asks for a second', { status: 429, headers: { 'retry-after': '1' } }, 1],
      ['two resets', { reset: true }, 2],
    ] as const
  ).map(([what, answer, requests]) => ({
    name: `${what} before the first token: the calls wait for the shared next attempt`,
    random: 1,
    tokenEndpoint: [{ request: [1, requests] as const, ...answer }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1], endsAt: '1 s' },
      { at: '300 ms', call: 'POST /customers', tokens: [1], endsAt: '1 s' },
    ],
    tokenRequests: [...Array.from({ length: requests }, () => '0 s'), '1 s'],
    until: '1 min',
  })),
  {
    name: 'a call survives two quick failures, and ends with the third',
    tokenEndpoint: [{ request: [1, 3], ...DOWN }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE', endsAt: '2.25 s' },
      { at: '1 s', call: 'GET /customers', tokens: [1], endsAt: '5.25 s' },
    ],
    tokenRequests: ['0 s', '750 ms', '2.25 s', '5.25 s'],
  },
  {
    name: 'as many as `calls.retries` says',
    settings: { calls: { retries: 1 } },
    tokenEndpoint: [{ request: [1, 2], ...DOWN }],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE', endsAt: '750 ms' }],
    tokenRequests: ['0 s', '750 ms', '2.25 s'],
  },
  {
    name: 'a next attempt that comes after the end of the call is not waited for',
    settings: { calls: { timeoutMs: 5_000 } },
    tokenEndpoint: [{ request: 1, status: 503, headers: { 'retry-after': '6' } }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '2 s', call: 'GET /customers', tokens: [1], endsAt: '6 s' },
    ],
    tokenRequests: ['0 s', '6 s'],
  },
  ...(
    [
      ['a refusal', { status: 403, body: { error: 'invalid_client' } }, 'CREDENTIALS_REJECTED', '0 s'],
      ['an answer that is no token', { body: 'hello' }, 'MALFORMED_TOKEN_RESPONSE', '0 s'],
      ['a page', { status: 403, body: '<html></html>' }, 'TOKEN_ENDPOINT_UNAVAILABLE', '0 s'],
      ['silence', { silent: true }, 'TOKEN_ENDPOINT_UNAVAILABLE', '10 s'],
    ] as const
  ).map(([what, answer, ends, endsAt]): Scenario => ({
    name: `${what} ends the call at once`,
    tokenEndpoint: [{ request: 1, ...answer }],
    steps: [{ at: '0 s', call: 'GET /customers', ends, endsAt }],
    tokenRequests: ['0 s'],
  })),
  {
    name: 'a token that dies while the endpoint is down for a moment costs a wait, and no call',
    tokenEndpoint: [{ request: 2, ...DOWN }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '20 s', revoke: 'all' },
      { at: '30 s', call: 'POST /customers', tokens: [1, 2], endsAt: '30.75 s' },
    ],
    tokenRequests: ['0 s', '30 s', '30.75 s'],
  },
  {
    name: 'closing ends the wait',
    tokenEndpoint: [DOWN],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'ACCOUNT_CLOSED', endsAt: '500 ms' },
      { at: '500 ms', close: true },
    ],
    tokenRequests: ['0 s'],
    until: '5 s',
  },
];
