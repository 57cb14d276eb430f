import { type Scenario, WITHOUT_PATIENCE } from '../scenario.js';

const REFUSAL = { status: 403, body: { error: 'invalid_client' } } as const;

/** The token endpoint refuses: the credentials are wrong, or it is not the token endpoint. */
export const refusals: readonly Scenario[] = [
  {
    name: 'credentials refused for ever: one request in 5 s whatever the traffic, then rarer and rarer ones',
    tokenEndpoint: [REFUSAL],
    steps: [
      {
        at: '0 s',
        call: 'GET /customers',
        every: '10 ms',
        until: '4.99 s',
        tokens: [],
        ends: 'CREDENTIALS_REJECTED',
      },
      { at: '4.9 s', look: { state: 'rejected', failure: { code: 'CREDENTIALS_REJECTED', count: 1 } } },
    ],
    tokenRequests: ['0 s', '5 s', '15 s', '35 s', '75 s', '135 s', '195 s'],
  },
  {
    name: 'credentials refused while a token is held: it goes on serving',
    tokenEndpoint: [{ from: '40 min', ...REFUSAL }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '46 min', call: 'GET /customers', tokens: [1] },
      { at: '46 min', look: { state: 'degraded', generation: 1, failure: { code: 'CREDENTIALS_REJECTED' } } },
    ],
    tokenRequests: ['0 s', '2610 s', '2615 s', '2625 s', '2645 s', '2685 s', '2745 s', '2805 s'],
    until: '47 min',
  },
  {
    name: 'credentials refused until the token expires: from then on, calls fail with that reason',
    lifetime: '10 s',
    tokenEndpoint: [{ from: '5 s', ...REFUSAL }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '9.9 s', call: 'GET /customers', tokens: [1] },
      { at: '10.02 s', call: 'GET /customers', tokens: [], ends: 'CREDENTIALS_REJECTED' },
      { at: '10.02 s', look: { state: 'rejected', generation: 0 } },
    ],
    // Pauses of 5 s and more would outlast the token, so they are a third of what is left of it.
    tokenRequests: [
      '0 s',
      '7.25 s',
      '8.167 s',
      '8.778 s',
      '9.185 s',
      '9.457 s',
      '9.657 s',
      '9.857 s',
      '10.057 s',
    ],
  },
  {
    name: 'an endpoint that answers 401 while it starts is believed again within the pause',
    tokenEndpoint: [{ until: '2 s', status: 401 }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '2.2 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '2.3 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '750 ms', '2.25 s'],
  },
  {
    name: 'a 403 without JSON is a firewall’s word, not a verdict: it passes like an outage',
    tokenEndpoint: [{ request: 1, status: 403, body: '<html>Blocked</html>' }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '1 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '750 ms'],
  },
  {
    name: 'the words of a refusal count, whatever the status: timed like a refusal',
    tokenEndpoint: [{ request: 1, status: 400, body: { error: 'invalid_client' } }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'CREDENTIALS_REJECTED' },
      { at: '4.9 s', call: 'GET /customers', ends: 'CREDENTIALS_REJECTED' },
      { at: '5 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '5 s'],
  },
  {
    name: 'a refusal without words may be over in a moment: the first pause is short, and the next one is not',
    tokenEndpoint: [{ request: [1, 2], status: 403, body: {} }],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'CREDENTIALS_REJECTED' }],
    tokenRequests: ['0 s', '750 ms', '10.75 s'],
  },
  {
    name: 'trouble that is told with a 400 passes like an outage',
    tokenEndpoint: [{ request: 1, status: 400, body: { error: 'temporarily_unavailable' } }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '1 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '750 ms'],
  },
  {
    name: 'a 404 means another address: timed like a refusal',
    tokenEndpoint: [{ request: 1, status: 404, body: '404 page not found' }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_MISCONFIGURED' },
      { at: '4.9 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_MISCONFIGURED' },
      { at: '5 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '5 s'],
  },
  {
    name: 'a redirect is not followed: the first pause is short, since it gives no reason, and the next like that of a refusal',
    tokenEndpoint: [
      { request: [1, 2], status: 307, headers: { location: 'https://api.example/oauth/token' } },
    ],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_MISCONFIGURED' }],
    tokenRequests: ['0 s', '750 ms', '10.75 s'],
  },
  {
    name: 'a 400 means another request: timed like a refusal',
    tokenEndpoint: [{ request: 1, status: 400, body: { error: 'invalid_scope' } }],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_MISCONFIGURED' }],
    tokenRequests: ['0 s', '5 s'],
  },
  {
    name: 'a refusal after an outage is the first of its sort',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [
      { request: [1, 3], status: 503 },
      { request: 4, ...REFUSAL },
    ],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '5.3 s', call: 'GET /customers', ends: 'CREDENTIALS_REJECTED' },
    ],
    tokenRequests: ['0 s', '750 ms', '2.25 s', '5.25 s', '10.25 s'],
  },
  {
    name: 'refresh() cannot hammer an endpoint that refuses',
    tokenEndpoint: [REFUSAL],
    steps: [
      { at: '0 s', refresh: 'CREDENTIALS_REJECTED' },
      { at: '1 s', refresh: 'CREDENTIALS_REJECTED' },
      { at: '4 s', refresh: 'CREDENTIALS_REJECTED' },
    ],
    tokenRequests: ['0 s', '5 s'],
  },
];
