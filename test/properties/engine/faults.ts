import fc from 'fast-check';

/** What a server may do instead of its duty. */
export type Fault =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly retryAfter?: RetryAfter;
    }
  /** No answer at all, until the client gives up. */
  | { readonly kind: 'silence' }
  /** Does its duty, that much later than usual. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The connection ends with that code after a few milliseconds. */
  | { readonly kind: 'broken'; readonly code: string }
  /** Does its duty, but only the head and a part of the body of its answer arrive. */
  | { readonly kind: 'cut'; readonly by: Cut };

/** How an answer breaks off: its connection is reset, or it ends as if that were all. */
export type Cut = 'reset' | 'end';

/** A header as it is, or an HTTP date that many seconds ahead of the server's clock. */
export type RetryAfter = string | { readonly inSeconds: number };

const retryAfter: fc.Arbitrary<RetryAfter | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('0', '1', '2', '7', '20', '29', '45', '600', '9999', '-5', 'soon', ''),
  },
  { weight: 1, arbitrary: fc.record({ inSeconds: fc.integer({ min: -5, max: 900 }) }) },
);

/** A `Retry-After` means nothing in an answer of the API that reports success. */
const never = fc.constant(undefined);

const broken = fc.record({
  kind: fc.constant('broken' as const),
  code: fc.constantFrom('ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ERR_NETWORK', 'ETIMEDOUT'),
});
const cut = fc.record({
  kind: fc.constant('cut' as const),
  by: fc.constantFrom('reset' as const, 'end' as const),
});
const silence = fc.constant({ kind: 'silence' as const });
const slow = fc.record({ kind: fc.constant('slow' as const), ms: fc.integer({ min: 100, max: 15_000 }) });

function status(statuses: number[], bodies: string[], asks = retryAfter): fc.Arbitrary<Fault> {
  return fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(...statuses),
    body: fc.constantFrom(...bodies),
    retryAfter: asks,
  });
}

const HTML = '<html><body>Request blocked</body></html>';
const JSON_ERROR = '{"error":"invalid_client"}';

/** Bodies of a 200 that hold no usable token. What they hold of a token must not be shown either. */
const NO_TOKENS = [
  '',
  HTML,
  '[]',
  'null',
  '{"access_token"',
  '{"token_type":"Bearer","expires_in":3600}',
  '{"access_token":"","token_type":"Bearer","expires_in":3600}',
  '{"access_token":17,"token_type":"Bearer","expires_in":3600}',
  '{"access_token":"sim-live with spaces","token_type":"Bearer","expires_in":3600}',
  '{"access_token":"sim-live-\\n","token_type":"Bearer","expires_in":3600}',
  '{"access_token":"sim-live-mac","token_type":"mac","expires_in":3600}',
  JSON_ERROR,
];

/** What the token endpoint may do. */
export const tokenFaults: fc.Arbitrary<Fault> = fc.oneof(
  broken,
  silence,
  slow,
  // One that ends as if that were all is among those that hold no token.
  fc.constant({ kind: 'cut' as const, by: 'reset' as const }),
  status([500, 502, 503, 504], [HTML, JSON_ERROR]),
  status([429], [HTML, '{}']),
  status([401], [JSON_ERROR, '']),
  status([403], [JSON_ERROR, HTML]),
  status([400, 404, 405, 302, 307], [HTML, JSON_ERROR]),
  status([200], NO_TOKENS),
);

/** What the API may do. */
export const apiFaults: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 2, arbitrary: broken },
  { weight: 2, arbitrary: silence },
  { weight: 2, arbitrary: slow },
  { weight: 3, arbitrary: cut },
  status([500, 502, 503, 504], [HTML, '{}']),
  { weight: 2, arbitrary: status([429], ['{}']) },
  { weight: 2, arbitrary: status([401], ['{}']) },
  status([400, 403, 404, 422], ['{}', HTML]),
  status([301, 302, 303, 307, 308], ['']),
  status([200, 204], ['{"unfinished":', HTML, ''], never),
);
