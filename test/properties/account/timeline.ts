import fc from 'fast-check';
import { apiFaults, type Fault, tokenFaults } from '../engine/faults.js';
import { type Lifetime, lifetimes } from '../engine/lifetimes.js';
import type { Acceptance } from '../engine/server.js';

/** One call of the API as its caller makes it. */
export interface CallPlan {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** A stream can be sent but once. */
  readonly body: 'none' | 'json' | 'form' | 'stream';
  /** It goes to the endpoint that may reject every token. */
  readonly isToPayouts?: true;
  readonly replay?: false;
  readonly retry?: false;
  /** The caller brings an Authorization of its own. */
  readonly isForeign?: true;
  /** No status is an error to this caller. */
  readonly acceptsAll?: true;
  readonly giveUp?: { readonly afterMs: number; readonly by: 'signal' | 'unsubscribe' };
}

/** A while: in milliseconds, or as a share of the lifetime of the token last issued. */
export type While = { readonly ms: number } | { readonly lifetimes: number };

/** What happens at one moment of a timeline. */
export type Happening =
  | {
      readonly type: 'calls';
      readonly plan: CallPlan;
      readonly count: number;
      /** Time between one call and the next. */
      readonly apartMs?: number;
    }
  | { readonly type: 'get token'; readonly giveUpAfterMs?: number }
  | { readonly type: 'refresh' }
  | { readonly type: 'invalidate'; readonly which: 'held' | 'earlier' | 'unknown' }
  | { readonly type: 'revoke all' }
  | { readonly type: 'fault'; readonly of: 'token' | 'api'; readonly fault: Fault; readonly lasts: While }
  | { readonly type: 'set wall clock'; readonly byMs: number }
  | { readonly type: 'set wall clock right' }
  | { readonly type: 'suspend'; readonly lasts: While }
  | Disturbance
  | Ambush
  | { readonly type: 'nothing' }
  | { readonly type: 'close' };

/** What disturbs an account from outside, whatever else it is a part of. */
export type Disturbance =
  | { readonly type: 'somebody takes a token' }
  | { readonly type: 'payouts are rejected'; readonly lasts: While }
  | { readonly type: 'stand still'; readonly ms: number };

/**
 * Something that happens in the very turn in which the next answer arrives: so many microtasks before it, since
 * whatever waits for that answer has not heard of it yet.
 */
export interface Ambush {
  readonly type: 'at the next answer';
  readonly of: 'token' | 'api';
  readonly turns: number;
  readonly what: 'close' | 'leave' | 'invalidate' | 'refresh';
}

/** All that a run depends on. */
export interface Timeline {
  readonly seed: number;
  readonly warmUp: 'background' | 'required' | false;
  /** Without one, only the time of the whole call ends what is never answered. */
  readonly hasAttemptTimeout: boolean;
  /** Issued in turn. */
  readonly lifetimes: readonly Lifetime[];
  /** Whether the server hands out the token it issued before for as long as that one lives. */
  readonly reissues: boolean;
  /** Which tokens the API accepts; all that live, at once, unless given. */
  readonly acceptance?: Acceptance;
  readonly outage?: { readonly fault: Fault; readonly lasts: While };
  readonly happenings: ReadonlyArray<{ readonly wait: While; readonly next: Happening }>;
}

const seldom = fc.constantFrom(undefined, undefined, undefined, false as const);

export const callPlans: fc.Arbitrary<CallPlan> = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'DELETE'),
    body: fc.constantFrom('json', 'json', 'form', 'stream'),
    replay: seldom,
    retry: seldom,
    isToPayouts: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, true as const),
    isForeign: fc.constantFrom(undefined, undefined, undefined, undefined, true as const),
    acceptsAll: fc.constantFrom(undefined, undefined, undefined, true as const),
    giveUp: fc.option(
      fc.record({
        afterMs: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 15_000 })),
        by: fc.constantFrom('signal', 'unsubscribe'),
      }),
      { nil: undefined, freq: 3 },
    ),
  })
  .map((plan) => (plan.method === 'POST' ? plan : { ...plan, body: 'none' })) as fc.Arbitrary<CallPlan>;

export const whiles: fc.Arbitrary<While> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ ms: 0 }) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 200 }).map((ms) => ({ ms })) },
  { weight: 4, arbitrary: fc.integer({ min: 200, max: 5_000 }).map((ms) => ({ ms })) },
  { weight: 2, arbitrary: fc.integer({ min: 5_000, max: 70_000 }).map((ms) => ({ ms })) },
  {
    weight: 3,
    arbitrary: fc.double({ min: 0, max: 1.2, noNaN: true }).map((share) => ({ lifetimes: share })),
  },
  {
    weight: 1,
    arbitrary: fc.double({ min: 0.9, max: 1, noNaN: true }).map((share) => ({ lifetimes: share })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }).map((count) => ({ lifetimes: count })) },
);

/** Faults are worth having where calls and attempts run into them. */
export const spells: fc.Arbitrary<While> = fc.oneof(
  { weight: 2, arbitrary: whiles },
  { weight: 1, arbitrary: fc.integer({ min: 5_000, max: 120_000 }).map((ms) => ({ ms })) },
);

export const disturbances: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.constant({ type: 'somebody takes a token' as const }),
  fc.record({ type: fc.constant('payouts are rejected' as const), lasts: spells }),
  fc.record({
    type: fc.constant('stand still' as const),
    ms: fc.oneof(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 300, max: 5_000 }),
      fc.integer({ min: 5_000, max: 70_000 }),
    ),
  }),
);

/** Which tokens the API accepts; most often all that live, at once. */
export const acceptances: fc.Arbitrary<Acceptance | undefined> = fc.option(
  fc.record({
    lateMs: fc.constantFrom(0, 0, 50, 400, 3_000, 8_000),
    isOfNewestOnly: fc.boolean(),
  }),
  { nil: undefined, freq: 2 },
);

export const wallClock = fc.oneof(
  fc.integer({ min: -5_000, max: 5_000 }),
  fc.integer({ min: -120_000, max: 120_000 }),
  fc.integer({ min: -7_200_000, max: 7_200_000 }),
  fc.constantFrom(-86_400_000 * 40, 86_400_000 * 40),
);

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant('calls' as const),
      plan: callPlans,
      count: fc.oneof(
        { weight: 10, arbitrary: fc.integer({ min: 1, max: 2 }) },
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 25 }) },
        // More than may wait for their turn.
        { weight: 1, arbitrary: fc.constant(120) },
      ),
      apartMs: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }) },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('get token' as const),
      giveUpAfterMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'refresh' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('invalidate' as const),
      which: fc.constantFrom('held', 'held', 'earlier', 'unknown'),
    }) as fc.Arbitrary<Happening>,
  },
  { weight: 2, arbitrary: fc.constant({ type: 'revoke all' as const }) },
  { weight: 5, arbitrary: disturbances },
  {
    weight: 5,
    arbitrary: fc.oneof(
      fc.record({
        type: fc.constant('fault' as const),
        of: fc.constant('token' as const),
        fault: tokenFaults,
        lasts: spells,
      }),
      fc.record({
        type: fc.constant('fault' as const),
        of: fc.constant('api' as const),
        fault: apiFaults,
        lasts: spells,
      }),
    ),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('set wall clock' as const), byMs: wallClock }) },
  { weight: 2, arbitrary: fc.constant({ type: 'set wall clock right' as const }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('suspend' as const), lasts: whiles }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('at the next answer' as const),
      of: fc.constantFrom('token', 'api'),
      turns: fc.integer({ min: 0, max: 40 }),
      what: fc.constantFrom('close', 'leave', 'leave', 'invalidate', 'refresh'),
    }) as fc.Arbitrary<Ambush>,
  },
  { weight: 3, arbitrary: fc.constant({ type: 'nothing' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'close' as const }) },
);

export const timelines: fc.Arbitrary<Timeline> = fc.record({
  seed: fc.integer(),
  warmUp: fc.constantFrom('background', 'background', false, false, 'required'),
  hasAttemptTimeout: fc.boolean(),
  lifetimes: fc.array(lifetimes, { minLength: 1, maxLength: 3 }),
  reissues: fc.constantFrom(false, false, true),
  acceptance: acceptances,
  outage: fc.option(fc.record({ fault: tokenFaults, lasts: spells }), { nil: undefined, freq: 4 }),
  happenings: fc.array(fc.record({ wait: whiles, next: happenings }), {
    minLength: 1,
    maxLength: 25,
    size: 'max',
  }),
}) as fc.Arbitrary<Timeline>;
