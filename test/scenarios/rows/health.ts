import { type Scenario, WITHOUT_PATIENCE } from '../scenario.js';

/** What a health probe sees. Looking sends nothing, or the token requests would not be as listed. */
export const health: readonly Scenario[] = [
  {
    name: 'a probe tells valid, refreshing, degraded, expired and rejected apart',
    lifetime: '12 s',
    tokenEndpoint: [
      { request: 2, after: '500 ms', status: 503 },
      { request: [3, 9], until: '12.1 s', status: 503 },
      { from: '12.1 s', status: 403, body: { error: 'invalid_client' } },
    ],
    steps: [
      { at: '0 s', look: { state: 'idle', generation: 0 } },
      { at: '0 s', call: 'GET /customers' },
      { at: '1 s', look: { state: 'valid', generation: 1 } },
      { at: '8.9 s', look: { state: 'valid', isRefreshing: true, generation: 1 } },
      { at: '9.3 s', look: { state: 'degraded', generation: 1 } },
      { at: '12.1 s', look: { state: 'expired', generation: 0 } },
      { at: '12.3 s', look: { state: 'rejected', generation: 0, failure: { code: 'CREDENTIALS_REJECTED' } } },
    ],
    tokenRequests: [
      '0 s',
      '8.7 s',
      '9.95 s',
      '10.633 s',
      '11.089 s',
      '11.393 s',
      '11.595 s',
      '11.795 s',
      '11.995 s',
      '12.195 s',
    ],
  },
  {
    name: 'and one that never had a token is unavailable, not rejected, while it is an outage',
    settings: WITHOUT_PATIENCE,
    tokenEndpoint: [{ status: 503 }],
    steps: [
      { at: '0 s', call: 'GET /customers', ends: 'TOKEN_ENDPOINT_UNAVAILABLE' },
      { at: '100 ms', look: { state: 'unavailable', generation: 0 } },
    ],
    tokenRequests: ['0 s'],
  },
];
