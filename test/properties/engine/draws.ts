import fc from 'fast-check';
import { apiFaults, tokenFaults } from './faults.js';
import type { Happening, Moment } from './happenings.js';
import type { Acceptance } from './issuer.js';
import { spells, whiles } from './while.js';

type Facts = Readonly<Record<string, fc.Arbitrary<unknown>>>;

function drawn(type: string, facts: Facts = {}): fc.Arbitrary<unknown> {
  if (Object.keys(facts).length === 0) return fc.constant({ type });
  return fc.record({ type: fc.constant(type), ...facts });
}

/** A sort of happening, and how often it comes among others. */
export function happening(weight: number, type: string, facts?: Facts): fc.WeightedArbitrary<unknown> {
  return { weight, arbitrary: drawn(type, facts) };
}

/** Sorts of happenings that need the same. */
export function anyOf(weight: number, types: string[], facts: Facts = {}): fc.WeightedArbitrary<unknown> {
  return { weight, arbitrary: fc.record({ type: fc.constantFrom(...types), ...facts }) };
}

/** Which process or tenant: one of them, or now and then all. */
export function someOf(
  one: fc.Arbitrary<number>,
  oneWeight: number,
  allWeight: number,
): fc.Arbitrary<number | undefined> {
  return fc.oneof(
    { weight: oneWeight, arbitrary: one },
    { weight: allWeight, arbitrary: fc.constant(undefined) },
  );
}

export const TOKEN_FAULT: Facts = { of: fc.constant('token'), fault: tokenFaults, lasts: spells };
export const API_FAULT: Facts = { of: fc.constant('api'), fault: apiFaults, lasts: spells };

/** @param facts besides those of the fault */
export function faults(weight: number, facts: Facts = {}): fc.WeightedArbitrary<unknown> {
  const arbitrary = fc.oneof(
    drawn('fault', { ...facts, ...TOKEN_FAULT }),
    drawn('fault', { ...facts, ...API_FAULT }),
  );
  return { weight, arbitrary };
}

/** What disturbs an account from outside, whatever else it is a part of. */
export function disturbances(weight: number): fc.WeightedArbitrary<unknown> {
  const arbitrary = fc.oneof(
    drawn('somebody takes a token'),
    drawn('payouts are rejected', { lasts: spells }),
    drawn('stand still', {
      ms: fc.oneof(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 300, max: 5_000 }),
        fc.integer({ min: 5_000, max: 70_000 }),
      ),
    }),
  );
  return { weight, arbitrary };
}

export const WALL_CLOCK: Facts = {
  byMs: fc.oneof(
    fc.integer({ min: -5_000, max: 5_000 }),
    fc.integer({ min: -120_000, max: 120_000 }),
    fc.integer({ min: -7_200_000, max: 7_200_000 }),
    fc.constantFrom(-86_400_000 * 40, 86_400_000 * 40),
  ),
};

/** Of what follows just before an answer arrives. */
export function ambush(weight: number, of: string[], what: string[]): fc.WeightedArbitrary<unknown> {
  const facts = { of: fc.constantFrom(...of), turns: fc.nat({ max: 40 }), what: fc.constantFrom(...what) };
  return happening(weight, 'at the next answer', facts);
}

/** Calls one after the other, or at once. */
export const APART: fc.Arbitrary<number | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }) },
);

/** Which tokens the API accepts; most often all that live, at once. */
export const acceptances: fc.Arbitrary<Acceptance | undefined> = fc.option(
  fc.record({
    lateMs: fc.constantFrom(0, 0, 50, 400, 3_000, 8_000),
    isOfNewestOnly: fc.boolean(),
  }),
  { nil: undefined, freq: 2 },
);

/** What happens in the course of a timeline, out of these sorts. */
export function moments<H extends Happening>(
  most: number,
  ...sorts: ReadonlyArray<fc.WeightedArbitrary<unknown>>
): fc.Arbitrary<Array<Moment<H>>> {
  const next = fc.oneof(...sorts) as fc.Arbitrary<H>;
  return fc.array(fc.record({ wait: whiles, next }), { minLength: 1, maxLength: most, size: 'max' });
}
