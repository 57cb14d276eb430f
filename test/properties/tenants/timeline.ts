import fc from 'fast-check';
import { type CallPlan, callPlans } from '../engine/call-plan.js';
import {
  acceptances,
  ambush,
  disturbances,
  faults,
  moments,
  anyOf,
  someOf,
  happening,
  WALL_CLOCK,
} from '../engine/draws.js';
import type { Ambush, CommonHappening, Moment } from '../engine/happenings.js';
import { type KeyFault, keyFaults } from '../engine/key-source.js';
import { type Lifetime, lifetimes } from '../engine/lifetimes.js';
import type { Acceptance } from '../engine/issuer.js';
import { spells, type While, whiles } from '../engine/while.js';
import type { Which } from '../engine/world.js';

/** What can happen to the accounts of tenants and to nobody else. */
export type OwnHappening =
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
  | { readonly type: 'rotate'; readonly at: Which }
  | { readonly type: 'resolve fault'; readonly at: Which; readonly fault: KeyFault; readonly lasts: While }
  | { readonly type: 'shut down' };

type TenantsHappening =
  CommonHappening | OwnHappening | Ambush<'close' | 'shut down' | 'get', 'token' | 'api'>;

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
  readonly happenings: ReadonlyArray<Moment<TenantsHappening>>;
}

const one = fc.nat({ max: 4 });
const some = someOf(one, 4, 1);

export const tenantsTimelines = fc.record({
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
  happenings: moments(
    25,
    happening(10, 'use', {
      at: some,
      plan: fc.option(callPlans, { nil: undefined, freq: 3 }),
      count: fc.integer({ min: 1, max: 4 }),
      giveUpAfterMs: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined, freq: 1 }),
    }),
    happening(2, 'use what was kept', { at: one, plan: callPlans }),
    happening(2, 'get', { at: some }),
    happening(2, 'close', { at: some }),
    anyOf(2, ['revoke all', 'rotate'], { at: one }),
    faults(3, { at: some }),
    happening(3, 'resolve fault', { at: some, fault: keyFaults, lasts: spells }),
    happening(1, 'set wall clock', WALL_CLOCK),
    happening(1, 'suspend', { lasts: whiles }),
    disturbances(3),
    ambush(2, ['token', 'api'], ['close', 'close', 'shut down', 'get', 'leave']),
    anyOf(5, ['set wall clock right', 'nothing', 'nothing']),
    happening(1, 'shut down'),
  ),
}) as fc.Arbitrary<TenantsTimeline>;
