import type { Scenario } from '../scenario.js';

/** The application closes. That nothing stays armed afterwards is looked at in every row. */
export const shutdown: readonly Scenario[] = [
  {
    name: 'during a token request: who waits is turned away at once',
    tokenEndpoint: [{ silent: true }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [], ends: 'ACCOUNT_CLOSED', endsAt: '3 s' },
      { at: '1 s', refresh: 'ACCOUNT_CLOSED', endsAt: '3 s' },
      { at: '3 s', close: true },
      { at: '4 s', call: 'GET /customers', tokens: [], ends: 'ACCOUNT_CLOSED' },
      { at: '4 s', look: { state: 'closed', generation: 0 } },
    ],
    tokenRequests: ['0 s'],
    until: '1 h',
  },
  {
    name: 'during a call: it ends at once',
    steps: [
      {
        at: '0 s',
        call: 'GET /customers',
        apiAnswers: [{ silent: true }],
        tokens: [1],
        ends: 'ACCOUNT_CLOSED',
        endsAt: '3 s',
      },
      { at: '3 s', close: true },
    ],
    tokenRequests: ['0 s'],
    until: '1 h',
  },
  {
    name: 'during the pause after a failure: there is no further attempt',
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
