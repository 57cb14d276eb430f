import { type Scenario, WITHOUT_PATIENCE } from '../scenario.js';

const CALLS_ALL_ALONG = {
  at: '0 s',
  call: 'GET /customers',
  every: '20 ms',
  until: '20 s',
} as const;

/** The token endpoint is down, silent or slow. */
export const outages: readonly Scenario[] = [
  {
    name: '503 for 2.5 s around the renewal of a token of 12 s: no call fails or waits',
    lifetime: '12 s',
    tokenEndpoint: [{ from: '8 s', until: '10.5 s', status: 503 }],
    steps: [CALLS_ALL_ALONG],
    tokenRequests: ['0 s', '8.7 s', '9.45 s', '10.3 s', '10.867 s', '19.567 s'],
  },
  {
    name: 'resets for 2.5 s around the renewal of a token of 12 s: no call fails or waits',
    lifetime: '12 s',
    tokenEndpoint: [{ from: '8 s', until: '10.5 s', reset: true }],
    steps: [CALLS_ALL_ALONG],
    // The first attempt that meets a reset asks once more at once.
    tokenRequests: ['0 s', '8.7 s', '8.7 s', '9.45 s', '10.3 s', '10.867 s', '19.567 s'],
  },
  {
    name: 'silence for 2.5 s around the renewal of a token of 12 s: no call fails or waits',
    lifetime: '12 s',
    tokenEndpoint: [{ from: '8 s', until: '10.5 s', silent: true }],
    steps: [CALLS_ALL_ALONG],
    // The attempt ends after 1.1 s, a third of what is left, and its pause is a third of what is left then.
    tokenRequests: ['0 s', '8.7 s', '10.533 s', '19.233 s'],
  },
  {
    name: 'an outage that outlasts a token of 12 s by half a second is over soon after',
    lifetime: '12 s',
    tokenEndpoint: [{ from: '8 s', until: '12.5 s', status: 503 }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '14 s', call: 'GET /customers', tokens: [2] },
    ],
    // Pauses cut short by the end of the token do not lengthen the one that follows.
    tokenRequests: [
      '0 s',
      '8.7 s',
      '9.45 s',
      '10.3 s',
      '10.867 s',
      '11.245 s',
      '11.497 s',
      '11.697 s',
      '11.897 s',
      '12.097 s',
      '13.597 s',
    ],
  },
  {
    name: 'with real draws, too, the outage costs nothing and takes few attempts',
    lifetime: '12 s',
    random: 'any',
    tokenEndpoint: [{ request: [2, 3], status: 503 }],
    steps: [CALLS_ALL_ALONG],
    tokenRequests: ['0 s', ['8.4 s', '9 s'], ['8.9 s', '10 s'], ['9.5 s', '11 s'], ['17.9 s', '20 s']],
  },
  {
    name: 'an outage beyond the expiry: the token serves to its last moment, then calls fail at once until the next attempt',
    settings: WITHOUT_PATIENCE,
    lifetime: '12 s',
    tokenEndpoint: [{ from: '8 s', until: '12.05 s', status: 503 }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '9 s', look: { state: 'degraded', generation: 1, failure: { count: 1 } } },
      { at: '11.99 s', call: 'GET /customers', tokens: [1] },
      { at: '12.01 s', look: { state: 'expired', generation: 0 } },
      { at: '12.01 s', call: 'GET /customers', tokens: [], ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '12.01 s', refresh: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '12.2 s', call: 'GET /customers', tokens: [2] },
      { at: '12.2 s', look: { state: 'valid', generation: 2 } },
    ],
    tokenRequests: [
      '0 s',
      '8.7 s',
      '9.45 s',
      '10.3 s',
      '10.867 s',
      '11.244 s',
      '11.496 s',
      '11.696 s',
      '11.896 s',
      '12.096 s',
    ],
  },
  {
    name: 'an outage from the start: attempts follow the backoff, however many calls there are',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [{ until: '20 s', status: 503 }],
    steps: [
      {
        at: '0 s',
        call: 'GET /customers',
        every: '10 ms',
        until: '15 s',
        tokens: [],
        ends: 'TOKEN_ENDPOINT_UNAVAILABLE',
      },
      { at: '23.3 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '750 ms', '2.25 s', '5.25 s', '11.25 s', '23.25 s'],
  },
  {
    name: 'the pauses double from ½–1 s to ½–1 min: the shortest',
    settings: WITHOUT_PATIENCE,
    random: 0,
    tokenEndpoint: [{ status: 500 }],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' }],
    tokenRequests: [
      '0 s',
      '500 ms',
      '1.5 s',
      '3.5 s',
      '7.5 s',
      '15.5 s',
      '31.5 s',
      '61.5 s',
      '91.5 s',
      '121.5 s',
    ],
  },
  {
    name: 'the pauses double from ½–1 s to ½–1 min: the longest',
    settings: WITHOUT_PATIENCE,
    random: 1,
    tokenEndpoint: [{ status: 500 }],
    steps: [{ at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' }],
    tokenRequests: ['0 s', '1 s', '3 s', '7 s', '15 s', '31 s', '63 s', '123 s', '183 s'],
  },
  {
    name: 'a success clears the failures: the next outage begins with the short pause again',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [
      { request: [1, 2], status: 503 },
      { request: 4, status: 503 },
    ],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '1 s', look: { state: 'unavailable', failure: { count: 2 } } },
      { at: '3 s', look: { state: 'valid', generation: 1 } },
      { at: '43 min 32.5 s', look: { state: 'degraded', failure: { count: 1 } } },
    ],
    tokenRequests: ['0 s', '750 ms', '2.25 s', '43 min 32.25 s', '43 min 33 s'],
    until: '50 min',
  },
  {
    name: 'silence from the start: whoever waits is told after 10 s, all by the same attempt',
    tokenEndpoint: [{ request: 1, silent: true }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE', endsAt: '10 s' },
      { at: '6 s', call: 'POST /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE', endsAt: '10 s' },
      { at: '11 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '10.75 s'],
  },
  {
    name: 'silence at the renewal of a token of an hour: the attempt ends after 10 s, and no call waits',
    tokenEndpoint: [{ request: 2, silent: true }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '43.5 min', call: 'GET /customers', every: '1 s', until: '43 min 40 s', tokens: [1] },
    ],
    tokenRequests: ['0 s', '43.5 min', '43 min 40.75 s'],
  },
  {
    name: 'one reset: the attempt asks again at once, and no caller notices',
    tokenEndpoint: [{ request: 1, reset: true }],
    steps: [{ at: '0 s', call: 'GET /customers', tokens: [1] }],
    tokenRequests: ['0 s', '0 s'],
    until: '1 min',
  },
  {
    name: 'two resets: the attempt has failed, and the pause follows',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [{ request: [1, 2], reset: true }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '1 s', call: 'GET /customers', tokens: [1] },
    ],
    tokenRequests: ['0 s', '0 s', '750 ms'],
  },
  {
    name: 'an endpoint known to be slow gets three times as long as it took, however little is left',
    lifetime: '3 s',
    // A third of the 825 ms that are left at the renewal would be too short.
    tokenEndpoint: [{ after: '400 ms' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1], endsAt: '400 ms' },
      { at: '500 ms', call: 'GET /customers', every: '20 ms', until: '9 s' },
    ],
    tokenRequests: ['0 s', '2.175 s', '4.35 s', '6.525 s', '8.7 s'],
  },
  {
    name: 'an attempt gets at least 250 ms, however little is left',
    lifetime: '1 s',
    tokenEndpoint: [{ request: 2, after: '200 ms' }],
    steps: [
      { at: '0 s', call: 'GET /customers', tokens: [1] },
      { at: '950 ms', call: 'GET /customers', tokens: [2] },
    ],
    tokenRequests: ['0 s', '725 ms', '1.45 s'],
  },
];
