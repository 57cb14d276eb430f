import fc from 'fast-check';

/** A while: in milliseconds, or as a share of the lifetime of the token last issued. */
export type While = { readonly ms: number } | { readonly lifetimes: number };

function ms(min: number, max: number): fc.Arbitrary<While> {
  return fc.integer({ min, max }).map((value) => ({ ms: value }));
}

function share(min: number, max: number): fc.Arbitrary<While> {
  return fc.double({ min, max, noNaN: true }).map((value) => ({ lifetimes: value }));
}

export const whiles: fc.Arbitrary<While> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ ms: 0 }) },
  { weight: 4, arbitrary: ms(1, 200) },
  { weight: 4, arbitrary: ms(200, 5_000) },
  { weight: 2, arbitrary: ms(5_000, 70_000) },
  { weight: 3, arbitrary: share(0, 1.2) },
  { weight: 1, arbitrary: share(0.9, 1) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }).map((count) => ({ lifetimes: count })) },
);

/** Faults are worth having where calls and attempts run into them. */
export const spells: fc.Arbitrary<While> = fc.oneof(
  { weight: 2, arbitrary: whiles },
  { weight: 1, arbitrary: ms(5_000, 120_000) },
);
