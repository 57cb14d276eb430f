import { type Scenario, WITHOUT_PATIENCE } from '../scenario.js';

/** The application closes. That nothing stays armed afterwards is looked at in every row. */
export const shutdown: readonly Scenario[] = [
  {
    name: 'during a token request: who waits is turned away at once',
    tokenEndpoint: [{ silent: true }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [], ends: 'ACCOUNT_CLOSED', endsAt: '3 s' },
      { at: '1 s', refresh: 'ACCOUNT_CLOSED', endsAt: '3 s' },
      { at: '3 s', close: true },
      { at: '4.5 s', call: 'GET /customers', tokens: [], ends: 'ACCOUNT_CLOSED' },
      { at: '4.5 s', look: { state: 'closed', generation: 0 } },
    ],
    tokenRequests: ['0 s'],
    until: '1 h',
  },
  {
    name: 'during a call that changes nothing: it goes on for a second',
    steps: [
      {
        at: '0 s',
        call: 'GET /customers',
        apiAnswers: [{ silent: true }],
        tokens: [1],
        ends: 'ACCOUNT_CLOSED',
        endsAt: '4 s',
      },
      { at: '3 s', close: true },
    ],
    tokenRequests: ['0 s'],
    until: '1 h',
  },
  {
    name: 'during a call that changes something: it may finish, and is not sent again',
    steps: [
      {
        at: '0 s',
        call: 'POST /customers',
        apiAnswers: [{ status: 201, after: '9 s' }],
        tokens: [1],
        ends: 201,
        endsAt: '9 s',
      },
      { at: '3 s', close: true },
    ],
    tokenRequests: ['0 s'],
    until: '1 h',
  },
  {
    name: 'calls of other hooks are taken until none has come for a second',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '3 s', close: true },
      { at: '3.9 s', call: 'GET /customers', tokens: [1] },
      { at: '4.8 s', call: 'GET /customers', tokens: [1] },
      { at: '5.9 s', call: 'GET /customers', tokens: [], ends: 'ACCOUNT_CLOSED' },
      { at: '5.9 s', look: { state: 'closed', generation: 0 } },
    ],
    tokenRequests: ['0 s'],
    until: '1 h',
  },
  {
    name: 'calls of other hooks are taken for as long as a call may take at most',
    settings: { calls: { timeoutMs: 2_000 } },
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '3 s', close: true },
      { at: '3.9 s', call: 'GET /customers', tokens: [1] },
      { at: '4.8 s', call: 'GET /customers', tokens: [1] },
      { at: '5.1 s', call: 'GET /customers', tokens: [], ends: 'ACCOUNT_CLOSED' },
    ],
    tokenRequests: ['0 s'],
    until: '1 h',
  },
  {
    name: 'a call of another hook gets a token, though none is renewed by itself any more',
    tokenEndpoint: [{ request: 1, expiresIn: 10 }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '9.5 s', close: true },
      { at: '10.2 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '7.25 s'],
    until: '1 h',
  },
  {
    name: 'during the pause after a failure: there is no further attempt',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [{ status: 503 }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '1 s', close: true },
    ],
    tokenRequests: ['0 s', '750 ms'],
    until: '1 h',
  },
  {
    name: 'twice: nothing happens the second time',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '1 s', close: true },
      { at: '2 s', close: true },
    ],
    tokenRequests: ['0 s'],
    until: '1 h',
  },
];
