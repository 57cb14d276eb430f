import fc from 'fast-check';
import { callPlans } from '../engine/call-plan.js';
import {
  acceptances,
  ambush,
  API_FAULT,
  APART,
  disturbances,
  moments,
  anyOf,
  someOf,
  happening,
  TOKEN_FAULT,
  WALL_CLOCK,
} from '../engine/draws.js';
import type { Ambush, CommonHappening, Moment } from '../engine/happenings.js';
import type { HolderHappening } from '../engine/holder-happenings.js';
import { type KeyFault, keyFaults } from '../engine/key-source.js';
import { type Lifetime, lifetimes } from '../engine/lifetimes.js';
import type { Acceptance } from '../engine/issuer.js';
import { spells, type While, whiles } from '../engine/while.js';
import type { Which } from '../engine/world.js';
import { type StoreSpell, storeSpells } from './store-faults.js';

/** In what a neighbour, an account that has the store in common with the fleet, differs from it; in nothing else. */
const DIFFERENCES = ['client id', 'secret', 'base URL', 'environment', 'scope'] as const;

export type Difference = (typeof DIFFERENCES)[number];

/** What can happen to a fleet and to nobody else. */
export type OwnHappening =
  | HolderHappening
  | { readonly type: 'store fault'; readonly at: Which; readonly spell: StoreSpell; readonly lasts: While }
  | { readonly type: 'key fault'; readonly at: Which; readonly fault: KeyFault; readonly lasts: While }
  | { readonly type: 'rotate'; readonly graceMs: number }
  | { readonly type: 'close'; readonly at: number }
  | { readonly type: 'kill'; readonly at: number }
  | { readonly type: 'start'; readonly at?: number };

type FleetHappening =
  | CommonHappening
  | OwnHappening
  | Ambush<'close' | 'kill' | 'invalidate' | 'refresh', 'token' | 'api' | 'store'>;

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
  readonly happenings: ReadonlyArray<Moment<FleetHappening>>;
}

const one = fc.nat({ max: 3 });
const some = someOf(one, 3, 2);

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

export const fleetTimelines = fc.record({
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
  happenings: moments(
    20,
    happening(9, 'calls', {
      at: some,
      plan: callPlans,
      count: fc.integer({ min: 1, max: 4 }),
      apartMs: APART,
    }),
    happening(4, 'get token', {
      at: some,
      giveUpAfterMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
    }),
    happening(1, 'refresh', { at: some }),
    happening(2, 'invalidate', { at: some }),
    happening(2, 'revoke all'),
    disturbances(3),
    happening(2, 'fault', TOKEN_FAULT),
    happening(1, 'fault', API_FAULT),
    happening(8, 'store fault', { at: some, spell: storeSpells, lasts: spells }),
    happening(3, 'key fault', { at: some, fault: keyFaults, lasts: spells }),
    happening(5, 'rotate', { graceMs: fc.constantFrom(0, 0, 500, 5_000, 60_000) }),
    happening(1, 'set wall clock', WALL_CLOCK),
    happening(1, 'set wall clock right'),
    happening(1, 'suspend', { lasts: whiles }),
    anyOf(3, ['close', 'kill', 'start', 'start'], { at: one }),
    ambush(
      2,
      ['token', 'api', 'store', 'store'],
      ['close', 'kill', 'leave', 'leave', 'invalidate', 'refresh'],
    ),
    happening(3, 'nothing'),
  ),
}) as fc.Arbitrary<FleetTimeline>;
