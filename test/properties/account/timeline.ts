import fc from 'fast-check';
import { callPlans } from '../engine/call-plan.js';
import {
  acceptances,
  ambush,
  APART,
  disturbances,
  faults,
  moments,
  happening,
  WALL_CLOCK,
} from '../engine/draws.js';
import { type Fault, tokenFaults } from '../engine/faults.js';
import type { Ambush, CommonHappening, Moment } from '../engine/happenings.js';
import type { HolderHappening } from '../engine/holder-happenings.js';
import { type Lifetime, lifetimes } from '../engine/lifetimes.js';
import type { Acceptance } from '../engine/issuer.js';
import { spells, type While, whiles } from '../engine/while.js';

/** What can happen to an account by itself. */
export type OwnHappening = HolderHappening | { readonly type: 'close' };

type AccountHappening =
  CommonHappening | OwnHappening | Ambush<'close' | 'invalidate' | 'refresh', 'token' | 'api'>;

/** All that a run depends on. */
export interface AccountTimeline {
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
  readonly happenings: ReadonlyArray<Moment<AccountHappening>>;
}

const count = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: 1, max: 2 }) },
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 25 }) },
  // More than may wait for their turn.
  { weight: 1, arbitrary: fc.constant(120) },
);

export const accountTimelines = fc.record({
  seed: fc.integer(),
  warmUp: fc.constantFrom('background', 'background', false, false, 'required'),
  hasAttemptTimeout: fc.boolean(),
  lifetimes: fc.array(lifetimes, { minLength: 1, maxLength: 3 }),
  reissues: fc.constantFrom(false, false, true),
  acceptance: acceptances,
  outage: fc.option(fc.record({ fault: tokenFaults, lasts: spells }), { nil: undefined, freq: 4 }),
  happenings: moments(
    25,
    happening(10, 'calls', { plan: callPlans, count, apartMs: APART }),
    happening(2, 'get token', {
      giveUpAfterMs: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
    }),
    happening(1, 'refresh'),
    happening(2, 'invalidate', { which: fc.constantFrom('held', 'held', 'earlier', 'unknown') }),
    happening(2, 'revoke all'),
    disturbances(5),
    faults(5),
    happening(2, 'set wall clock', WALL_CLOCK),
    happening(2, 'set wall clock right'),
    happening(1, 'suspend', { lasts: whiles }),
    ambush(2, ['token', 'api'], ['close', 'leave', 'leave', 'invalidate', 'refresh']),
    happening(3, 'nothing'),
    happening(1, 'close'),
  ),
}) as fc.Arbitrary<AccountTimeline>;
