import fc from 'fast-check';
import { apiFaults, type Fault, tokenFaults } from '../engine/faults.js';
import { type KeyFault, keyFaults } from '../engine/key-source.js';
import { type Lifetime, lifetimes } from '../engine/lifetimes.js';
import type { Acceptance } from '../engine/server.js';
import {
  acceptances,
  type CallPlan,
  callPlans,
  type Disturbance,
  disturbances,
  spells,
  type While,
  wallClock,
  whiles,
} from '../account/timeline.js';

/** Which tenant: counted round, so that every number means one; all of them if undefined. */
export type Which = number | undefined;

/** Something that happens in the very turn in which the next answer arrives, so many microtasks before it. */
export interface TenantsAmbush {
  readonly type: 'at the next answer';
  readonly of: 'token' | 'api';
  readonly turns: number;
  readonly what: 'close' | 'shut down' | 'get' | 'leave';
}

/** What happens at one moment of a timeline. */
export type TenantsHappening =
  /** Callers get the account, each for itself, and call the API or ask for the token at once. */
  | {
      readonly type: 'use';
      readonly at: Which;
      readonly plan?: CallPlan;
      readonly count: number;
      readonly giveUpAfterMs?: number;
    }
  /** Against all advice, a caller uses an account that was handed out some time ago. */
  | { readonly type: 'use what was kept'; readonly at: number; readonly plan: CallPlan }
  /** Somebody gets the account and does nothing with it. */
  | { readonly type: 'get'; readonly at: Which }
  | { readonly type: 'close'; readonly at: Which }
  | { readonly type: 'revoke all' | 'rotate'; readonly at: Which }
  | {
      readonly type: 'fault';
      readonly at: Which;
      readonly of: 'token' | 'api';
      readonly fault: Fault;
      readonly lasts: While;
    }
  | { readonly type: 'resolve fault'; readonly at: Which; readonly fault: KeyFault; readonly lasts: While }
  | { readonly type: 'set wall clock'; readonly byMs: number }
  | { readonly type: 'set wall clock right' | 'nothing' | 'shut down' }
  | { readonly type: 'suspend'; readonly lasts: While }
  | Disturbance
  | TenantsAmbush;

/** All that a run depends on. */
export interface TenantsTimeline {
  readonly seed: number;
  readonly tenants: number;
  readonly maximum: number;
  readonly idleMs: number;
  readonly sleepAfterMs: number;
  readonly resolveTimeoutMs: number;
  readonly warmUp: 'background' | 'required' | false;
  /** Whether `resolve` returns a function that reads the key. */
  readonly isRotating: boolean;
  readonly isPaced: boolean;
  readonly lifetimes: readonly Lifetime[];
  /** Which tokens the API accepts; all that live, at once, unless given. */
  readonly acceptance?: Acceptance;
  readonly happenings: ReadonlyArray<{ readonly wait: While; readonly next: TenantsHappening }>;
}

const one = fc.nat({ max: 4 });
const some: fc.Arbitrary<Which> = fc.oneof(
  { weight: 4, arbitrary: one },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const happenings: fc.Arbitrary<TenantsHappening> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant('use' as const),
      at: some,
      plan: fc.option(callPlans, { nil: undefined, freq: 3 }),
      count: fc.integer({ min: 1, max: 4 }),
      giveUpAfterMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined, freq: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('use what was kept' as const), at: one, plan: callPlans }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('get' as const), at: some }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('close' as const), at: some }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom('revoke all' as const, 'rotate' as const), at: one }),
  },
  {
    weight: 3,
    arbitrary: fc.oneof(
      fc.record({
        type: fc.constant('fault' as const),
        at: some,
        of: fc.constant('token' as const),
        fault: tokenFaults,
        lasts: spells,
      }),
      fc.record({
        type: fc.constant('fault' as const),
        at: some,
        of: fc.constant('api' as const),
        fault: apiFaults,
        lasts: spells,
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('resolve fault' as const),
      at: some,
      fault: keyFaults,
      lasts: spells,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('set wall clock' as const), byMs: wallClock }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('suspend' as const), lasts: whiles }) },
  { weight: 3, arbitrary: disturbances },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('at the next answer' as const),
      of: fc.constantFrom('token', 'api'),
      turns: fc.integer({ min: 0, max: 40 }),
      what: fc.constantFrom('close', 'close', 'shut down', 'get', 'leave'),
    }) as fc.Arbitrary<TenantsAmbush>,
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constantFrom('set wall clock right' as const, 'nothing' as const, 'nothing' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'shut down' as const }) },
);

export const tenantsTimelines: fc.Arbitrary<TenantsTimeline> = fc.record({
  seed: fc.integer(),
  tenants: fc.integer({ min: 2, max: 5 }),
  maximum: fc.integer({ min: 1, max: 4 }),
  idleMs: fc.constantFrom(2_000, 45_000, 90_000, 600_000),
  sleepAfterMs: fc.constantFrom(500, 10_000, 60_000, 200_000),
  resolveTimeoutMs: fc.constantFrom(300, 10_000),
  warmUp: fc.constantFrom('background', 'required', false),
  isRotating: fc.boolean(),
  isPaced: fc.constantFrom(false, false, true),
  lifetimes: fc.array(lifetimes, { minLength: 1, maxLength: 3 }),
  acceptance: acceptances,
  happenings: fc.array(fc.record({ wait: whiles, next: happenings }), {
    minLength: 1,
    maxLength: 25,
    size: 'max',
  }),
}) as fc.Arbitrary<TenantsTimeline>;
