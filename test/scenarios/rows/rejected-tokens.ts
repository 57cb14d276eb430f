import { type Scenario, WITHOUT_PATIENCE } from '../scenario.js';

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
    name: 'the new token is dead on arrival: one more is asked for, and the call is sent a third time',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', call: 'POST /payouts', apiAnswers: [REJECTED, REJECTED], tokens: [1, 2, 3] },
    ],
    tokenRequests: ['0 s', '10 s', '10 s'],
    until: '43 min',
  },
  {
    name: 'three tokens are rejected: the call ends with the 401, and the third one is kept for the others',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '10 s',
        call: 'GET /payouts',
        apiAnswers: [REJECTED, { ...REJECTED, after: '2 s' }, REJECTED],
        tokens: [1, 2, 3],
        ends: 401,
        endsAt: '12 s',
      },
      { at: '12.1 s', look: { state: 'valid', generation: 3 } },
      { at: '13 s', call: 'GET /customers', tokens: [3] },
    ],
    tokenRequests: ['0 s', '10 s', '12 s'],
    until: '43 min',
  },
  {
    name: 'an endpoint that rejects every token costs two tokens a minute, however often it is called',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '10 s',
        call: 'GET /payouts',
        apiAnswers: [REJECTED, REJECTED, REJECTED],
        tokens: [1, 2, 3],
        ends: 401,
      },
      {
        at: '10.1 s',
        call: 'GET /payouts/17',
        every: '110 ms',
        until: '69 s',
        apiAnswers: [REJECTED],
        tokens: [3],
        ends: 401,
      },
      { at: '69.5 s', call: 'GET /customers', tokens: [3] },
      {
        at: '80 s',
        call: 'GET /payouts',
        apiAnswers: [REJECTED, REJECTED, REJECTED],
        tokens: [3, 4, 5],
        ends: 401,
      },
      { at: '81 s', look: { isEndedByOthers: false } },
    ],
    tokenRequests: ['0 s', '10 s', '10 s', '80 s', '80 s'],
  },
  {
    name: 'an endpoint that accepts a token again is an ordinary one again',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', call: 'GET /payouts', apiAnswers: [REJECTED, REJECTED, REJECTED], ends: 401 },
      { at: '11 s', call: 'GET /payouts', tokens: [3] },
      { at: '20 s', revoke: 'all' },
      { at: '21 s', call: 'GET /payouts', tokens: [3, 4] },
    ],
    tokenRequests: ['0 s', '10 s', '10 s', '21 s'],
  },
  {
    name: 'while nothing works, a call waits a moment before its last try, and no further token is asked for',
    steps: [
      {
        at: '0 s',
        call: 'GET /payouts',
        apiAnswers: [REJECTED, REJECTED, REJECTED],
        tokens: [1, 2, 2],
        ends: 401,
        endsAt: '750 ms',
      },
      { at: '5 s', call: 'POST /customers', apiAnswers: [REJECTED], tokens: [2, 2], endsAt: '5.75 s' },
      { at: '6 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '0 s'],
    until: '43 min',
  },
  {
    name: 'a call that is sent but once has its answer, and the token is dealt with all the same',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', revoke: 'all' },
      { at: '20 s', call: 'POST /customers', isSentOnce: true, tokens: [1], ends: 401 },
      { at: '21 s', call: 'POST /customers', isSentOnce: true, tokens: [2] },
    ],
    tokenRequests: ['0 s', '20 s'],
  },
  {
    name: 'an endpoint that rejects every call that is sent but once costs two tokens a minute, too',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '20 s',
        call: 'POST /documents',
        every: '100 ms',
        until: '60 s',
        isSentOnce: true,
        apiAnswers: [REJECTED],
        ends: 401,
      },
      { at: '20.05 s', call: 'GET /customers', every: '100 ms', until: '60 s' },
    ],
    tokenRequests: ['0 s', '20 s', '20.1 s'],
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
    settings: WITHOUT_PATIENCE,
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
    name: 'invalidate() of tokens that never worked asks for one more, and then for none until that has served for a while',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', invalidate: 1 },
      { at: '10.7 s', invalidate: 2 },
      { at: '10.8 s', invalidate: 3 },
      { at: '10.9 s', look: { state: 'valid', generation: 3 } },
      { at: '20.8 s', invalidate: 3 },
      { at: '20.9 s', look: { state: 'valid', generation: 4 } },
    ],
    tokenRequests: ['0 s', '10 s', '10.7 s', '20.8 s'],
    until: '43 min',
  },
  {
    name: 'invalidate() of a token that was obtained just now brings back its predecessor',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '43 min 31 s', invalidate: 2 },
      { at: '43 min 31.1 s', call: 'GET /customers', tokens: [1] },
      { at: '43 min 33 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '43.5 min'],
    until: '50 min',
  },
  ...(
    [
      [401, 'Bearer error="insufficient_scope", scope="payouts:write"'],
      [401, 'Basic realm="a, Bearer error=invalid_token", bearer realm="x" , ERROR = insufficient_scope'],
      [403, 'Bearer error="insufficient_scope"'],
      [403, 'Digest error="invalid_token"'],
      [403, 'Bearer error_description="invalid_token"'],
    ] as const
  ).map(([status, challenge]) => ({
    name: `${status} with ${challenge}: no matter of tokens`,
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '20 s',
        call: 'GET /payouts',
        apiAnswers: [{ status, headers: { 'WWW-Authenticate': challenge } }],
        tokens: [1],
        ends: status,
      },
      { at: '21 s', look: { state: 'valid' as const, generation: 1 } },
    ],
    tokenRequests: ['0 s'],
  })),
  ...(
    [
      [403, 'Bearer error="invalid_token"'],
      [403, 'Bearer error=invalid_token, error_description="expired"'],
      [403, 'Negotiate, BEARER realm="api", Error="Invalid_Token"'],
      [401, 'Bearer error="invalid_token"'],
      [401, 'Bearer realm="api"'],
    ] as const
  ).map(([status, challenge]) => ({
    name: `${status} with ${challenge}: the token is no good`,
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      {
        at: '20 s',
        call: 'POST /payouts',
        apiAnswers: [{ status, headers: { 'WWW-Authenticate': challenge } }],
        tokens: [1, 2],
      },
    ],
    tokenRequests: ['0 s', '20 s'],
  })),
];
