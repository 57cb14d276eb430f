import fc from 'fast-check';

/** What a store is asked to do. */
export type StoreAction = 'read' | 'write' | 'remove' | 'acquireLease' | 'releaseLease';

/** Untruths of a store: about what it has, or about what it has done. */
export type Lie =
  | 'nothing'
  | 'rubbish'
  | 'ttl of NaN'
  | 'ttl of Infinity'
  | 'ttl of -1'
  | 'ttl as text'
  | 'ttl of weeks'
  | 'of another key'
  | 'of old'
  | 'truncated'
  | 'altered'
  | 'of another hash';

/** What a store may do instead of its duty. `isDone`: it does it all the same. */
export type StoreFault =
  /** Answers that much later; it does its duty at once, or only then. */
  | { readonly kind: 'slow'; readonly ms: number; readonly isDoneAtOnce: boolean }
  | { readonly kind: 'hang' | 'reject' | 'throw'; readonly isDone: boolean }
  | { readonly kind: 'lie'; readonly lie: Lie };

/** A store that is not itself, for some of what it is asked. */
export interface StoreSpell {
  readonly fault: StoreFault;
  readonly of: readonly StoreAction[];
}

const EVERYTHING: readonly StoreAction[] = ['read', 'write', 'remove', 'acquireLease', 'releaseLease'];

const slow = fc.record({
  kind: fc.constant('slow' as const),
  ms: fc.oneof(fc.integer({ min: 5, max: 240 }), fc.integer({ min: 240, max: 3_000 })),
  isDoneAtOnce: fc.boolean(),
});

const failure = fc.record({
  kind: fc.constantFrom('hang' as const, 'reject' as const, 'throw' as const),
  isDone: fc.boolean(),
});

const lies = fc.record({
  kind: fc.constant('lie' as const),
  lie: fc.constantFrom<Lie>(
    'nothing',
    'rubbish',
    'ttl of NaN',
    'ttl of Infinity',
    'ttl of -1',
    'ttl as text',
    'ttl of weeks',
    'of another key',
    'of old',
    'truncated',
    'altered',
    'of another hash',
  ),
});

/** What the store may be like for a while. */
export const storeSpells: fc.Arbitrary<StoreSpell> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      fault: fc.oneof(slow, failure),
      of: fc.oneof(
        { weight: 2, arbitrary: fc.constant(EVERYTHING) },
        { weight: 3, arbitrary: fc.constantFrom(...EVERYTHING).map((one) => [one]) },
        { weight: 1, arbitrary: fc.constant<readonly StoreAction[]>(['write', 'releaseLease']) },
      ),
    }),
  },
  // Most of them are about what it has.
  {
    weight: 4,
    arbitrary: fc.record({
      fault: lies,
      of: fc.constantFrom<readonly StoreAction[]>(['read'], ['read'], ['read'], ['acquireLease'], EVERYTHING),
    }),
  },
);

/** Whether under this spell the store gives nobody anything: it has failed, and at once. */
export function isDead({ fault, of }: StoreSpell): boolean {
  return fault.kind !== 'slow' && fault.kind !== 'lie' && of.includes('read') && of.includes('acquireLease');
}
