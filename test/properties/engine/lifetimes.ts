import fc from 'fast-check';

/** The lifetime of a token: what the server says, what a client shall make of it, and how long it really lives. */
export interface Lifetime {
  /** `expires_in` of the answer; absent if undefined. */
  readonly says: unknown;
  readonly readAsSeconds: number;
  readonly livesSeconds: number;
}

const seconds = fc.oneof(
  fc.constantFrom(1, 2, 3, 5, 12, 60, 300, 3_600),
  fc.integer({ min: 1, max: 3_600 }),
  // Fractions of a second, which timers do not know.
  fc.integer({ min: 1_001, max: 9_999 }).map((milliseconds) => milliseconds / 1_000),
);

const honest = seconds.map((value) => ({ says: value, readAsSeconds: value, livesSeconds: value }));
const asText = fc
  .integer({ min: 1, max: 3_600 })
  .map((value) => ({ says: String(value), readAsSeconds: value, livesSeconds: value }));

/** Answers that name no usable lifetime; the token may then live as long as it likes. */
const odd = fc
  .tuple(
    fc.constantFrom(
      { says: undefined, readAsSeconds: 3_600 },
      { says: null, readAsSeconds: 3_600 },
      { says: 0, readAsSeconds: 300 },
      { says: 0.001, readAsSeconds: 300 },
      { says: -1, readAsSeconds: 300 },
      { says: 'soon', readAsSeconds: 300 },
      { says: '', readAsSeconds: 300 },
      { says: [], readAsSeconds: 300 },
      { says: true, readAsSeconds: 300 },
      { says: 1e12, readAsSeconds: 86_400 },
      { says: '86401', readAsSeconds: 86_400 },
    ),
    seconds,
  )
  .map(([reading, livesSeconds]) => ({ ...reading, livesSeconds }));

export const lifetimes: fc.Arbitrary<Lifetime> = fc.oneof(
  { weight: 6, arbitrary: honest },
  { weight: 1, arbitrary: asText },
  { weight: 1, arbitrary: odd },
);

/** What the server issues once a run is to come to rest. */
export const RESTFUL: Lifetime = { says: 600, readAsSeconds: 600, livesSeconds: 600 };
