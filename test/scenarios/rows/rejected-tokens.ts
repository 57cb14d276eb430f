import type { Scenario } from '../scenario.js';

const REJECTED = { status: 401 } as const;

/** The API answers 401, or somebody says that a token is no good. */
export const rejectedTokens: readonly Scenario[] = [
  {
    name: 'a revoked token: the call is sent once more with a new one',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', revoke: 1 },
      { at: '20 s', call: 'POST /customers', tokens: [1, 2] },
      { at: '21 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '20 s'],
    until: '43 min',
  },
  {
    name: 'five 401s for one token, before and after its successor: one token request',
    tokenEndpoint: [{ request: 2, after: '100 ms' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      ...(
        [
          ['10 ms', '10.11 s'],
          ['60 ms', '10.11 s'],
          ['120 ms', '10.12 s'],
          ['180 ms', '10.18 s'],
          ['240 ms', '10.24 s'],
        ] as const
      ).map(([after, endsAt]) => ({
        at: '10 s',
        call: 'GET /customers',
        apiAnswers: [{ ...REJECTED, after }],
        tokens: [1, 2],
        endsAt,
      })),
    ],
    tokenRequests: ['0 s', '10.01 s'],
    until: '43 min',
  },
  {
    name: 'a 401 that comes when the token has been renewed meanwhile: no token request',
    steps: [
      {
        at: '0 s',
        call: 'GET /customers',
        apiAnswers: [{ ...REJECTED, after: '5 s' }],
        tokens: [1, 2],
        endsAt: '5 s',
      },
      { at: '2 s', refresh: 'ok' },
    ],
    tokenRequests: ['0 s', '2 s'],
    until: '43 min',
  },
  {
    name: '401s that come while the new token is on its way join its request',
    tokenEndpoint: [{ request: 2, after: '1 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '10 s',
        call: 'GET /customers',
        every: '10 ms',
        until: '10.19 s',
        apiAnswers: [{ ...REJECTED, after: '500 ms' }],
        tokens: [1, 2],
        endsAt: '11.5 s',
      },
    ],
    tokenRequests: ['0 s', '10.5 s'],
    until: '43 min',
  },
  {
    // Two tokens in a row are not both bad; it is the endpoint that answers 401. So the second one is kept for the others.
    name: 'the new token is rejected as well: the call ends with the 401, and that token is kept',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '10 s',
        call: 'GET /payouts',
        apiAnswers: [REJECTED, REJECTED],
        tokens: [1, 2],
        ends: 401,
      },
      { at: '10.1 s', look: { state: 'valid', generation: 2 } },
      { at: '10.1 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '10 s'],
    until: '43 min',
  },
  {
    name: 'the new token is rejected after a while: that one is dropped, too, but there is no second replay',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '10 s',
        call: 'GET /payouts',
        apiAnswers: [REJECTED, { ...REJECTED, after: '2 s' }],
        tokens: [1, 2],
        ends: 401,
        endsAt: '12 s',
      },
      { at: '13 s', call: 'GET /customers', tokens: [3] },
    ],
    tokenRequests: ['0 s', '10 s', '12 s'],
    until: '43 min',
  },
  {
    name: 'an endpoint that rejects every token: further tokens are tried at doubling intervals, not for every call',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '10 s',
        call: 'GET /payouts',
        every: '110 ms',
        until: '16 s',
        apiAnswers: [REJECTED, REJECTED],
        ends: 401,
      },
      { at: '16 s', call: 'GET /customers', tokens: [5] },
    ],
    tokenRequests: ['0 s', '10 s', '10.77 s', '12.31 s', '15.39 s'],
  },
  {
    name: 'no new token can be had: the call ends with its 401, and those after it with the reason',
    tokenEndpoint: [{ from: '5 s', status: 403, body: { error: 'invalid_client' } }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', revoke: 'all' },
      { at: '10 s', call: 'GET /customers', tokens: [1], ends: 401 },
      { at: '11 s', call: 'GET /customers', tokens: [], ends: 'CREDENTIALS_REJECTED' },
    ],
    tokenRequests: ['0 s', '10 s', '15 s'],
  },
  {
    name: 'a 401 during the pause after a failed renewal does not cut the pause short',
    lifetime: '100 s',
    tokenEndpoint: [{ from: '50 s', until: '74 s', status: 503 }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '73.4 s', revoke: 1 },
      { at: '73.5 s', call: 'GET /customers', tokens: [1], ends: 401 },
      { at: '74 s', call: 'GET /customers', tokens: [], ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '75 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '72.5 s', '73.25 s', '74.75 s'],
  },
  {
    name: 'a 403 of the API is no matter of tokens',
    steps: [
      { at: '0 s', call: 'GET /customers', apiAnswers: [{ status: 403 }], tokens: [1], ends: 403 },
      { at: '1 s', look: { state: 'valid', generation: 1 } },
    ],
    tokenRequests: ['0 s'],
  },
  {
    name: 'invalidate() obtains another token at once, without being asked for one',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', invalidate: 1 },
      { at: '10.1 s', look: { state: 'valid', generation: 2 } },
    ],
    tokenRequests: ['0 s', '10 s'],
    until: '43 min',
  },
  {
    name: 'invalidate() with a token of the past does nothing',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', refresh: 'ok' },
      { at: '20 s', invalidate: 1 },
      { at: '20.1 s', look: { state: 'valid', generation: 2 } },
    ],
    tokenRequests: ['0 s', '10 s'],
    until: '43 min',
  },
  {
    name: 'invalidate() too soon after the last time does nothing; the intervals double',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', invalidate: 1 },
      { at: '10.7 s', invalidate: 2 },
      { at: '10.8 s', invalidate: 2 },
      { at: '12.2 s', invalidate: 3 },
      { at: '12.4 s', invalidate: 3 },
      { at: '12.5 s', look: { state: 'valid', generation: 4 } },
    ],
    tokenRequests: ['0 s', '10 s', '10.8 s', '12.4 s'],
    until: '43 min',
  },
];
