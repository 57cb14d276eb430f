import { type Scenario, WITHOUT_PATIENCE } from '../scenario.js';

/** Clocks that are set, machines that sleep, timers that are late. */
export const clocks: readonly Scenario[] = [
  {
    name: 'the clock set forward by two hours: noticed within a minute, one extra renewal, no loop',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 min 10 s', setClock: 'forward 2 h' },
    ],
    tokenRequests: ['0 s', '11 min', '54.5 min'],
  },
  {
    name: 'the clock set forward by two hours: a call does not go out with a token that one clock calls expired',
    tokenEndpoint: [{ request: 2, after: '1 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 min 10 s', setClock: 'forward 2 h' },
      { at: '10 min 10 s', call: 'GET /customers', tokens: [2], endsAt: '10 min 11 s' },
    ],
    tokenRequests: ['0 s', '10 min 10 s'],
    until: '50 min',
  },
  {
    name: 'the clock set back by two hours delays nothing',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 min', setClock: 'back 2 h' },
      { at: '44 min', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '43.5 min'],
    until: '60 min',
  },
  {
    name: 'the clock set back during a pause does not lengthen it',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [{ request: 1, status: 503 }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '100 ms', setClock: 'back 1 day' },
    ],
    tokenRequests: ['0 s', '750 ms'],
  },
  {
    name: 'the clock set forward while the first token is on its way costs one more request',
    tokenEndpoint: [{ request: 1, after: '1 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [2], endsAt: '1 s' },
      { at: '500 ms', setClock: 'forward 1 day' },
    ],
    tokenRequests: ['0 s', '1 s'],
    until: '30 min',
  },
  {
    name: 'asleep beyond the expiry: the first call afterwards waits for a new token, whatever the timer knows',
    tokenEndpoint: [{ request: 2, after: '1 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 min 10 s', suspend: '3 h' },
      { at: '3 h 10 min 10 s', call: 'GET /customers', tokens: [2], endsAt: '3 h 10 min 11 s' },
    ],
    tokenRequests: ['0 s', '3 h 10 min 10 s'],
  },
  {
    name: 'asleep beyond the expiry, and nobody calls: the timer notices within a minute',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 min 10 s', suspend: '3 h' },
    ],
    tokenRequests: ['0 s', '3 h 11 min'],
  },
  {
    name: 'asleep beyond the renewal, not the expiry: the first call is served, and renews behind its back',
    tokenEndpoint: [{ request: 2, after: '1 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 min 10 s', suspend: '40 min' },
      { at: '50 min 10 s', call: 'GET /customers', tokens: [1] },
      { at: '50 min 12 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '50 min 10 s'],
  },
  {
    name: 'a timer that is 5 s late and a call that comes before it make one request together',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '2609 s', suspend: '5 s' },
      { at: '2614 s', call: 'GET /customers', tokens: [1] },
      { at: '2616 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '2614 s'],
    until: '80 min',
  },
];
