import type { Scenario } from '../scenario.js';

/** Replies that report success and hold no usable token, or an odd lifetime. */
export const oddReplies: readonly Scenario[] = [
  {
    name: 'an HTML page with status 200 is no token: nothing is sent with it, and it passes like an outage',
    tokenEndpoint: [{ request: 1, body: '<html>Please log in</html>' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [], ends: 'MALFORMED_TOKEN_RESPONSE' },
      { at: '1 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '750 ms'],
  },
  {
    name: 'an OAuth error with status 200 is no token, and is asked again',
    tokenEndpoint: [{ request: [1, 2], body: { error: 'temporarily_unavailable' } }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [], ends: 'MALFORMED_TOKEN_RESPONSE' },
      { at: '2.3 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '750 ms', '2.25 s'],
  },
  {
    name: 'an empty body is no token, and is asked again',
    tokenEndpoint: [{ request: 1, body: '' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [], ends: 'MALFORMED_TOKEN_RESPONSE' },
      { at: '1 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '750 ms'],
  },
  {
    name: 'a token of another type than bearer is not used',
    tokenEndpoint: [{ request: 1, body: { access_token: 'token-9', token_type: 'mac', expires_in: 3600 } }],
    steps: [{ at: '0 s', call: 'GET /customers', tokens: [], ends: 'MALFORMED_TOKEN_RESPONSE' }],
    tokenRequests: ['0 s', '750 ms'],
  },
  {
    name: 'rubbish at the renewal costs a valid token nothing',
    lifetime: '100 s',
    tokenEndpoint: [{ request: 2, body: { access_token: 'with a\r\nline break', token_type: 'bearer' } }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '73 s', call: 'GET /customers', tokens: [1] },
      {
        at: '73 s',
        look: { state: 'degraded', generation: 1, failure: { code: 'MALFORMED_TOKEN_RESPONSE' } },
      },
      { at: '74 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '72.5 s', '73.25 s'],
  },
  {
    name: 'no expires_in: an hour is assumed',
    tokenEndpoint: [{ expiresIn: 'absent' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '1 s', look: { lifetime: { seconds: 3600, source: 'absent' } } },
    ],
    tokenRequests: ['0 s', '43.5 min'],
  },
  {
    name: 'expires_in as text counts like a number',
    lifetime: '20 min',
    tokenEndpoint: [{ expiresIn: '1200' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '1 s', look: { lifetime: { seconds: 1200, source: 'returned' } } },
    ],
    tokenRequests: ['0 s', '14.5 min'],
  },
  {
    name: 'expires_in of 0: five minutes are assumed, and there is no loop',
    tokenEndpoint: [{ expiresIn: 0 }],
    steps: [
      { at: '0 s', call: 'GET /customers', every: '1 s', until: '200 s', tokens: [1] },
      { at: '1 s', look: { lifetime: { seconds: 300, source: 'unusable' } } },
    ],
    tokenRequests: ['0 s', '217.5 s'],
  },
  {
    name: 'expires_in that means nothing: five minutes are assumed',
    tokenEndpoint: [{ expiresIn: 'soon' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '1 s', look: { lifetime: { seconds: 300, source: 'unusable' } } },
    ],
    tokenRequests: ['0 s', '217.5 s'],
  },
  {
    name: 'expires_in of ten years: a day is believed',
    lifetime: '3650 days',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '1 s', look: { lifetime: { seconds: 86_400, source: 'capped' } } },
    ],
    tokenRequests: ['0 s', '17.4 h'],
    until: '30 h',
  },
  {
    name: 'the token that is held comes back with its full lifetime: it ends when it was first said to end',
    lifetime: '100 s',
    tokenEndpoint: [
      {
        from: '50 s',
        until: '100 s',
        body: { access_token: 'token-1', token_type: 'bearer', expires_in: 100 },
      },
    ],
    steps: [
      { at: '0 s', call: 'GET /customers', every: '500 ms', until: '99.5 s', tokens: [1] },
      { at: '80 s', look: { state: 'valid' } },
      { at: '100.5 s', call: 'GET /customers', tokens: [2] },
    ],
    // Each time after 72.5 % of what is left, and at the end.
    tokenRequests: ['0 s', '72.5 s', '92.438 s', '97.92 s', '99.428 s', '99.843 s', '100 s'],
  },
  {
    name: 'the token that is held comes back with what is left of it, down to 0',
    lifetime: '100 s',
    tokenEndpoint: [
      { request: 2, body: { access_token: 'token-1', token_type: 'bearer', expires_in: 27 } },
      { request: [3, 4], body: { access_token: 'token-1', token_type: 'bearer', expires_in: 0 } },
    ],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '92.5 s', look: { state: 'degraded', failure: { code: 'TOKEN_ENDPOINT_UNAVAILABLE' } } },
      { at: '93.5 s', look: { state: 'degraded' } },
      { at: '99 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '72.5 s', '92.438 s', '93.188 s', '94.688 s'],
  },
  {
    name: 'the token that has ended comes back once more: calls wait for the next attempt',
    lifetime: '10 s',
    tokenEndpoint: [
      {
        from: '7 s',
        until: '10.05 s',
        body: { access_token: 'token-1', token_type: 'bearer', expires_in: 10 },
      },
    ],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10.01 s', call: 'POST /customers', tokens: [2], endsAt: '10.75 s' },
    ],
    tokenRequests: ['0 s', '7.25 s', '9.244 s', '9.792 s', '9.992 s', '10 s', '10.75 s'],
  },
  {
    name: 'expires_in that means nothing counts as a failure while a good token is held',
    lifetime: '100 s',
    tokenEndpoint: [{ request: 2, expiresIn: 0 }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '73 s', look: { state: 'degraded', generation: 1 } },
      { at: '73 s', call: 'GET /customers', tokens: [1] },
      { at: '80 s', call: 'GET /customers', tokens: [3] },
    ],
    tokenRequests: ['0 s', '72.5 s', '73.25 s'],
  },
];
