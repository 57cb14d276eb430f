import type { Scenario } from '../scenario.js';

const GIVEN = '43.5 min';

/** How an API may reject a token. */
const REJECTIONS = {
  401: { status: 401 },
  403: { status: 403, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } },
};

/** What a rejected token means: it is too new, it died, or the endpoint rejects everything. */
export const lawOfRejectedTokens: readonly Scenario[] = [
  {
    name: 'every token revoked while a renewal is on its way, that one included: 200 calls, none fails',
    api: { takes: '40 ms' },
    tokenEndpoint: [{ request: 2, after: '1 s' }],
    steps: [
      { at: '0 s', call: 'GET /customers', endsAt: '40 ms' },
      { at: '2610.5 s', revoke: 'all' },
      { at: '2610.6 s', call: 'POST /customers', every: '1 ms', until: '2610.799 s', within: '1 s' },
    ],
    tokenRequests: ['0 s', GIVEN, '2611.04 s'],
    until: '45 min',
  },
  {
    name: 'every token revoked while a renewal is on its way: 200 calls at the same moment, none fails',
    api: { takes: '40 ms' },
    tokenEndpoint: [{ request: 2, after: '300 ms' }],
    steps: [
      { at: '0 s', call: 'GET /customers', endsAt: '40 ms' },
      { at: '2610.1 s', revoke: 'all' },
      ...Array.from({ length: 200 }, () => ({
        at: '2610.15 s',
        call: 'POST /customers',
        endsAt: '2610.38 s',
      })),
    ],
    tokenRequests: ['0 s', GIVEN, '2610.34 s'],
    until: '45 min',
  },
  {
    name: 'every token revoked just as a renewal has ended: 200 calls, none fails',
    api: { takes: '40 ms' },
    steps: [
      { at: '0 s', call: 'GET /customers', endsAt: '40 ms' },
      { at: '2609.98 s', call: 'GET /customers', every: '1 ms', until: '2610.179 s', within: '1 s' },
      { at: '2610.005 s', revoke: 'all' },
    ],
    tokenRequests: ['0 s', GIVEN, '2610.085 s'],
    until: '45 min',
  },
  ...([401, 403] as const).map((status) => ({
    name: `one endpoint rejects everything, ten times a second: two tokens more, and a revocation beside it costs one (${status})`,
    api: { takes: '20 ms', rejects: ['GET /payouts'], rejection: REJECTIONS[status] },
    steps: [
      { at: '0 s', call: 'GET /customers', within: '20 ms' },
      { at: '60 s', call: 'GET /payouts', every: '100 ms', until: '119.9 s', ends: status, within: '2 s' },
      { at: '60.01 s', call: 'GET /customers', every: '200 ms', until: '119.9 s', within: '100 ms' },
      { at: '60.02 s', call: 'POST /customers', every: '200 ms', until: '119.9 s', within: '100 ms' },
      { at: '90 s', revoke: 'all' as const },
      { at: '119 s', look: { state: 'valid' as const, generation: 4, isEndedByOthers: false } },
    ],
    tokenRequests: ['0 s', '60.02 s', '60.04 s', ['90 s', '90.1 s'] as const],
    until: '119.95 s',
  })),
  {
    name: 'two endpoints reject everything at the same time: no more than two tokens each, and others do not notice',
    api: { takes: '20 ms', rejects: ['GET /payouts', 'POST /documents'] },
    steps: [
      { at: '0 s', call: 'GET /customers', within: '20 ms' },
      { at: '60 s', call: 'GET /payouts', every: '100 ms', until: '119.9 s', ends: 401, within: '2 s' },
      { at: '60.03 s', call: 'POST /documents', every: '100 ms', until: '119.9 s', ends: 401, within: '2 s' },
      { at: '60.01 s', call: 'GET /customers', every: '200 ms', until: '119.9 s', within: '100 ms' },
      { at: '60.02 s', call: 'POST /customers', every: '200 ms', until: '119.9 s', within: '100 ms' },
      { at: '90 s', revoke: 'all' },
    ],
    tokenRequests: ['0 s', '60.02 s', '60.04 s', ['60.04 s', '61 s'], ['90 s', '90.1 s']],
    until: '119.95 s',
  },
  {
    name: 'three revocations within a second, each token accepted in between: none of the calls fails',
    api: { takes: '40 ms' },
    steps: [
      { at: '0 s', call: 'GET /customers', within: '40 ms' },
      { at: '20 s', call: 'POST /customers', every: '10 ms', until: '22 s', within: '200 ms' },
      { at: '20.3 s', revoke: 'all' },
      { at: '20.6 s', revoke: 'all' },
      { at: '20.9 s', revoke: 'all' },
    ],
    tokenRequests: ['0 s', ['20.3 s', '20.35 s'], ['20.6 s', '20.65 s'], ['20.9 s', '20.95 s']],
    until: '43 min',
  },
  ...['400 ms', '3 s', '8 s', '1 min'].map((late) => ({
    name: `the API accepts a new token only after ${late}: none of the calls fails, and no further token is asked for`,
    api: { takes: '20 ms', knowsTokensAfter: late },
    steps: [
      { at: '70 s', call: 'GET /customers', within: '20 ms' },
      { at: '2609 s', call: 'POST /customers', every: '50 ms', until: '2625 s', within: '100 ms' },
      { at: '2609.02 s', call: 'GET /customers/42', every: '50 ms', until: '2625 s', within: '100 ms' },
      { at: '2680 s', call: 'GET /customers', within: '100 ms' },
      { at: '2690 s', call: 'GET /customers', tokens: [2], within: '20 ms' },
    ],
    // The first one is there long before it is needed.
    settings: { warmUp: 'background' as const },
    tokenRequests: ['0 s', GIVEN],
    until: '50 min',
  })),
  {
    name: 'somebody else takes a token every 20 s, each ending the one before: none of the calls fails, and it is told',
    api: { takes: '20 ms', acceptsNewestOnly: true },
    steps: [
      { at: '0 s', call: 'GET /customers', within: '20 ms' },
      { at: '20 s', takeToken: true, every: '20 s', until: '80 s' },
      { at: '15 s', call: 'GET /customers', every: '100 ms', until: '90 s', within: '100 ms' },
      { at: '15.05 s', call: 'POST /customers', every: '100 ms', until: '90 s', within: '100 ms' },
      { at: '90 s', look: { state: 'valid', isEndedByOthers: true } },
    ],
    tokenRequests: ['0 s', ...['20', '40', '60', '80'].map((at) => [`${at} s`, `${at}.1 s`] as const)],
    until: '95 s',
  },
  ...[5, 1].map((seconds) => ({
    name: `somebody else takes a token every ${seconds} s, before any could prove itself: none of the calls fails`,
    api: { takes: '20 ms', acceptsNewestOnly: true as const },
    steps: [
      { at: '0 s', call: 'GET /customers', within: '20 ms' },
      { at: `${seconds} s`, takeToken: true as const, every: `${seconds} s`, until: '40 s' },
      { at: '500 ms', call: 'POST /customers', every: '100 ms', until: '44 s', within: '100 ms' },
    ],
    tokenRequests: [
      '0 s',
      ...Array.from(
        { length: 40 / seconds },
        (_, index) => [`${(index + 1) * seconds} s`, `${(index + 1) * seconds}.1 s`] as const,
      ),
    ],
    until: '44.5 s',
  })),
  ...(
    [
      ['two replicas, one of which knows a new token 3 s later: none of the calls fails', 1, 2],
      ['three replicas, one of which knows a new token 3 s later: none of the calls fails', 1, 3],
      ['three replicas, two of which know a new token 3 s later: none of the calls fails', 2, 3],
    ] as const
  ).map(([name, late, of]) => ({
    name,
    api: { takes: '20 ms', knowsTokensAfter: '3 s', replicas: { late, of } },
    settings: { warmUp: 'background' as const },
    steps: [
      { at: '10 s', call: 'GET /customers', within: '20 ms' },
      { at: '2609 s', call: 'POST /customers', every: '30 ms', until: '2625 s', within: '100 ms' },
      { at: '2609 s', call: 'GET /customers/42', every: '70 ms', until: '2625 s', within: '100 ms' },
    ],
    tokenRequests: ['0 s', GIVEN],
    until: '50 min',
  })),
];
