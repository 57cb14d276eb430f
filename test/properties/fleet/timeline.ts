import fc from 'fast-check';
import { apiFaults, type Fault, tokenFaults } from '../engine/faults.js';
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
import { type KeyFault, keyFaults } from '../engine/key-source.js';
import { type StoreSpell, storeSpells } from './store-faults.js';

/** In what a neighbour, an account that has the store in common with the fleet, differs from it; in nothing else. */
export const DIFFERENCES = ['client id', 'secret', 'base URL', 'environment', 'scope'] as const;

export type Difference = (typeof DIFFERENCES)[number];

/** Which process: counted round, so that every number means one; all of them if undefined. */
export type Which = number | undefined;

/** Something that happens in the very turn in which the next answer arrives, so many microtasks before it. */
export interface FleetAmbush {
  readonly type: 'at the next answer';
  readonly of: 'token' | 'api' | 'store';
  readonly turns: number;
  readonly what: 'close' | 'kill' | 'leave' | 'invalidate' | 'refresh';
}

/** What happens at one moment of a timeline. */
export type FleetHappening =
  | {
      readonly type: 'calls';
      readonly at: Which;
      readonly plan: CallPlan;
      readonly count: number;
      readonly apartMs?: number;
    }
  | { readonly type: 'get token'; readonly at: Which; readonly giveUpAfterMs?: number }
  | { readonly type: 'refresh' | 'invalidate'; readonly at: Which }
  | { readonly type: 'revoke all' | 'set wall clock right' | 'nothing' }
  | { readonly type: 'fault'; readonly of: 'token' | 'api'; readonly fault: Fault; readonly lasts: While }
  | { readonly type: 'store fault'; readonly at: Which; readonly spell: StoreSpell; readonly lasts: While }
  | { readonly type: 'key fault'; readonly at: Which; readonly fault: KeyFault; readonly lasts: While }
  | { readonly type: 'rotate'; readonly graceMs: number }
  | { readonly type: 'set wall clock'; readonly byMs: number }
  | { readonly type: 'suspend'; readonly lasts: While }
  | { readonly type: 'close' | 'kill' | 'start'; readonly at: number }
  | Disturbance
  | FleetAmbush;

/** All that a run depends on. */
export interface FleetTimeline {
  readonly seed: number;
  readonly processes: number;
  readonly neighbour?: Difference;
  readonly encryption: 'keys' | 'plaintext';
  /** Whether a function reads the API key. */
  readonly isRotating: boolean;
  readonly timeoutMs: number;
  readonly leaseMs: number;
  readonly warmUp: 'background' | false;
  readonly isPaced: boolean;
  readonly lifetimes: readonly Lifetime[];
  readonly reissues: boolean;
  /** Which tokens the API accepts; all that live, at once, unless given. */
  readonly acceptance?: Acceptance;
  readonly happenings: ReadonlyArray<{ readonly wait: While; readonly next: FleetHappening }>;
}

const one = fc.nat({ max: 3 });
const some: fc.Arbitrary<Which> = fc.oneof(
  { weight: 3, arbitrary: one },
  { weight: 2, arbitrary: fc.constant(undefined) },
);

const happenings: fc.Arbitrary<FleetHappening> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      type: fc.constant('calls' as const),
      at: some,
      plan: callPlans,
      count: fc.integer({ min: 1, max: 4 }),
      apartMs: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }) },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('get token' as const),
      at: some,
      giveUpAfterMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('refresh' as const), at: some }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('invalidate' as const), at: some }) },
  { weight: 2, arbitrary: fc.constant({ type: 'revoke all' as const }) },
  { weight: 3, arbitrary: disturbances },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('fault' as const),
      of: fc.constant('token' as const),
      fault: tokenFaults,
      lasts: spells,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('fault' as const),
      of: fc.constant('api' as const),
      fault: apiFaults,
      lasts: spells,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('store fault' as const),
      at: some,
      spell: storeSpells,
      lasts: spells,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('key fault' as const),
      at: some,
      fault: keyFaults,
      lasts: spells,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('rotate' as const),
      graceMs: fc.constantFrom(0, 0, 500, 5_000, 60_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('set wall clock' as const), byMs: wallClock }) },
  { weight: 1, arbitrary: fc.constant({ type: 'set wall clock right' as const }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('suspend' as const), lasts: whiles }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('close' as const, 'kill' as const, 'start' as const, 'start' as const),
      at: one,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('at the next answer' as const),
      of: fc.constantFrom('token', 'api', 'store', 'store'),
      turns: fc.integer({ min: 0, max: 40 }),
      what: fc.constantFrom('close', 'kill', 'leave', 'leave', 'invalidate', 'refresh'),
    }) as fc.Arbitrary<FleetAmbush>,
  },
  { weight: 3, arbitrary: fc.constant({ type: 'nothing' as const }) },
);

/** Long ones above all: what comes of short ones is seen with one process as well, and each renewal costs time. */
const fleetLifetimes = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(30, 120, 600, 3_600)
      .map((value) => ({ says: value, readAsSeconds: value, livesSeconds: value })),
  },
  { weight: 1, arbitrary: lifetimes },
);

export const fleetTimelines: fc.Arbitrary<FleetTimeline> = fc.record({
  seed: fc.integer(),
  processes: fc.constantFrom(2, 3),
  neighbour: fc.option(fc.constantFrom(...DIFFERENCES), { nil: undefined, freq: 2 }),
  encryption: fc.constantFrom('keys', 'keys', 'plaintext'),
  isRotating: fc.boolean(),
  timeoutMs: fc.constantFrom(250, 250, 60),
  leaseMs: fc.constantFrom(5_000, 5_000, 1_000),
  warmUp: fc.constantFrom('background', false),
  isPaced: fc.constantFrom(false, false, false, true),
  lifetimes: fc.array(fleetLifetimes, { minLength: 1, maxLength: 3 }),
  reissues: fc.constantFrom(false, false, true),
  acceptance: acceptances,
  happenings: fc.array(fc.record({ wait: whiles, next: happenings }), {
    minLength: 1,
    maxLength: 20,
    size: 'max',
  }),
}) as fc.Arbitrary<FleetTimeline>;
