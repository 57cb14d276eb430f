import type { Scenario } from '../scenario.js';

/** Tokens are renewed ahead of their expiry, once, without anybody waiting. */
export const scheduledRefresh: readonly Scenario[] = [
  {
    name: 'a token of an hour is renewed between 70 and 75 % of its life, with no traffic at all',
    random: 'any',
    steps: [{ at: '0 s', call: 'GET /customers', tokens: [1] }],
    tokenRequests: ['0 s', ['42 min', '45 min']],
    until: '60 min',
  },
  {
    name: 'the earliest draw renews at 70 %',
    random: 0,
    steps: [{ at: '0 s', call: 'GET /customers', tokens: [1] }],
    tokenRequests: ['0 s', '42 min'],
    until: '80 min',
  },
  {
    name: 'the latest draw renews at 75 %',
    random: 1,
    steps: [{ at: '0 s', call: 'GET /customers', tokens: [1] }],
    tokenRequests: ['0 s', '45 min'],
    until: '80 min',
  },
  {
    name: 'warm-up in the background has a token before the first call asks for one',
    settings: { warmUp: 'background' },
    steps: [
      { at: '10 s', look: { state: 'valid', generation: 1 } },
      { at: '10 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s'],
  },
  {
    name: 'renewal goes on, token after token',
    lifetime: '10 min',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '30 min', call: 'GET /customers', tokens: [5] },
    ],
    tokenRequests: ['0 s', '7.25 min', '14.5 min', '21.75 min', '29 min', '36.25 min'],
  },
  {
    name: 'calls during a slow renewal are sent at once with the token that is held',
    lifetime: '100 s',
    tokenEndpoint: [{ request: 2, after: '5 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '72.6 s', look: { state: 'valid', isRefreshing: true, generation: 1 } },
      { at: '72.6 s', call: 'GET /customers', tokens: [1] },
      { at: '77.4 s', call: 'GET /customers', tokens: [1] },
      { at: '77.6 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '72.5 s'],
  },
  {
    name: 'callers who come while the first token is on its way share one request',
    tokenEndpoint: [{ after: '2 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1], endsAt: '2 s' },
      { at: '1 s', call: 'POST /customers', tokens: [1], endsAt: '2 s' },
      { at: '1.9 s', call: 'GET /customers', tokens: [1], endsAt: '2 s' },
    ],
    tokenRequests: ['0 s'],
    until: '30 min',
  },
  {
    name: 'a call shortly before the expiry waits for the new token, an earlier one does not',
    lifetime: '100 s',
    tokenEndpoint: [{ request: 2, after: '300 ms' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      // Nothing but sleep keeps a token unrenewed for so long. Callers wait in the last 2 % of its life, at most 2 s.
      { at: '10 s', suspend: '87.9 s' },
      { at: '97.9 s', call: 'GET /customers', tokens: [1] },
      { at: '98.1 s', call: 'GET /customers', tokens: [2], endsAt: '98.2 s' },
    ],
    tokenRequests: ['0 s', '97.9 s'],
  },
  {
    name: 'of an hour, only the last 2 s are waited for',
    tokenEndpoint: [{ request: 2, after: '500 ms' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '10 s', suspend: '3587.9 s' },
      { at: '3597.9 s', call: 'GET /customers', tokens: [1] },
      { at: '3598.1 s', call: 'GET /customers', tokens: [2], endsAt: '3598.4 s' },
    ],
    tokenRequests: ['0 s', '3597.9 s'],
  },
  {
    name: 'refresh() renews at once, and the schedule counts from the new token',
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '43 min', refresh: 'ok' },
      { at: '44 min', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '43 min', '86.5 min'],
  },
  {
    name: 'refresh() joins the renewal that is under way',
    lifetime: '100 s',
    tokenEndpoint: [{ request: 2, after: '5 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '74 s', refresh: 'ok', endsAt: '77.5 s' },
    ],
    tokenRequests: ['0 s', '72.5 s'],
    until: '100 s',
  },
  {
    name: 'the lifetime counts from when the request was sent, not from when its answer came',
    lifetime: '10 s',
    tokenEndpoint: [{ request: 1, after: '9 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1], endsAt: '9 s' },
      // By then the renewal is due, and takes place behind this call.
      { at: '9.5 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '9 s', '16.25 s'],
  },
  {
    name: 'a token that expired on its way here is not used',
    lifetime: '2 s',
    tokenEndpoint: [{ request: 1, after: '3 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE', endsAt: '3 s', tokens: [] },
      { at: '4 s', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '3.75 s', '5.2 s'],
  },
  {
    name: 'a registered account that is to sleep is not renewed until its next use',
    settings: { sleepAfterMs: 60_000 },
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '2 h', look: { state: 'idle', isAsleep: true } },
      { at: '10 h', call: 'GET /customers', tokens: [2] },
      { at: '10 h', look: { state: 'valid', isAsleep: false } },
    ],
    tokenRequests: ['0 s', '10 h'],
    until: '20 h',
  },
];
