// The transitions are pure functions inside the package; they are hammered here directly, since no wire could reach so
// many states. What the account makes of them is proved by the scenarios and the simulations.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_REFRESH as policy } from '../../lib/config/refresh-options.js';
import { after, type Instant } from '../../lib/timing/instant.js';
import type { RejectedCall, Verdict } from '../../lib/token/rejections.js';
import { choose, isProven } from '../../lib/token/succession.js';
import {
  accepted,
  NO_TOKEN,
  obtained,
  passed,
  rejected,
  type TokenState,
  tried,
} from '../../lib/token/token-state.js';
import { validToken } from '../../lib/token/renewal-timing.js';

const START: Instant = { wallMs: 1_780_000_000_000, monotonicMs: 5_000 };
const terms = {
  policy,
  identity: { account: 'default', environment: 'demo', baseURL: 'https://api.example', clientId: 'id' },
  random: 0.5,
};

type Happening =
  | { readonly type: 'obtained'; readonly seconds: number; readonly isSame: boolean }
  | { readonly type: 'accepted' | 'rejected'; readonly age: number; readonly endpoint: string }
  | { readonly type: 'invalidated'; readonly age: number }
  | { readonly type: 'tried' };

const endpoints = fc.constantFrom('GET /a', 'POST /b');
const happenings = fc.array(
  fc.record({
    passMs: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 30_000 })),
    what: fc.oneof(
      fc.record({
        type: fc.constant('obtained' as const),
        seconds: fc.constantFrom(5, 60, 3_600),
        isSame: fc.constantFrom(false, false, false, true),
      }),
      fc.record({
        type: fc.constantFrom('accepted' as const, 'rejected' as const, 'rejected' as const),
        age: fc.constantFrom(0, 0, 0, 1, 2),
        endpoint: endpoints,
      }),
      fc.record({ type: fc.constant('invalidated' as const), age: fc.constantFrom(0, 1) }),
      fc.record({ type: fc.constant('tried' as const) }),
    ) as fc.Arbitrary<Happening>,
    isResendable: fc.boolean(),
    maySendAgain: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
);

interface Moment {
  readonly before: TokenState;
  readonly state: TokenState;
  readonly at: Instant;
  readonly what: Happening;
  readonly verdict?: Verdict;
  /** Whether the newest token before was ever accepted, or rejected. */
  readonly known: { readonly accepted: ReadonlySet<string>; readonly rejected: ReadonlySet<string> };
}

/** Plays happenings, as the API and callers cause them, and shows each moment to somebody. */
function play(
  list: typeof happenings extends fc.Arbitrary<infer T> ? T : never,
  look: (moment: Moment) => void,
): void {
  let state: TokenState = NO_TOKEN;
  let at = START;
  let count = 0;
  const given: string[] = [];
  const known = { accepted: new Set<string>(), rejected: new Set<string>() };
  for (const { passMs, what, isResendable, maySendAgain } of list) {
    at = after(at, passMs);
    const before = state;
    let verdict: Verdict | undefined;
    const value = 'age' in what ? (given.at(-1 - what.age) ?? 'none') : '';
    if (what.type === 'obtained') {
      const accessToken = what.isSame && state.token ? state.token.value : `token-${(count += 1)}`;
      const response = { accessToken, lifetime: { seconds: what.seconds, source: 'returned' as const } };
      const token = { response, requestedAt: at, tookMs: 10, source: 'endpoint' as const };
      state = obtained(state, token, { reason: 'schedule', durationMs: 10 }, at, terms).state;
      if (state.token?.value === accessToken && given.at(-1) !== accessToken) given.push(accessToken);
    } else if (what.type === 'accepted') {
      state = accepted(state, value, what.endpoint, at).state;
      known.accepted.add(value);
    } else if (what.type === 'tried') {
      state = tried(state, at).state;
    } else {
      const again = isResendable && maySendAgain;
      const call: RejectedCall | undefined =
        what.type === 'rejected' ? { endpoint: what.endpoint, isResendable, maySendAgain: again } : undefined;
      known.rejected.add(value);
      const step = rejected(state, value, call, false, at);
      ({ state, verdict } = step);
    }
    look({ before, state, at, what, verdict, known });
    state = passed(state, at).state;
  }
}

describe('the state of a token, whatever happens', () => {
  it('serves a token that has not ended, and its predecessor only for one that was rejected', () => {
    fc.assert(
      fc.property(happenings, fc.boolean(), (list, mayTry) => {
        play(list, ({ state, at, known }) => {
          if (validToken(state, at) === undefined) return;
          const served = choose(state, mayTry, at);
          expect(served).toBeDefined();
          if (served === undefined) return;
          expect(served.expiresAt.monotonicMs).toBeGreaterThan(at.monotonicMs);
          expect(served === state.token || known.rejected.has(state.token?.value ?? '')).toBe(true);
        });
      }),
    );
  });

  it('loses a token only by its rejection or for a newer one, and counts tokens upwards', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        play(list, ({ before, state, what, known }) => {
          expect(state.generation).toBeGreaterThanOrEqual(before.generation);
          if (before.token === undefined || state.token?.value === before.token.value) return;
          const isReplaced = state.token !== undefined && what.type === 'obtained';
          const isDropped = state.token === undefined && known.rejected.has(before.token.value);
          expect(isReplaced || isDropped).toBe(true);
        });
      }),
    );
  });

  it('never drops a token that never worked twice within a minute, nor without asking for another', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        let last = -Infinity;
        play(list, ({ before, state, at, what, verdict, known }) => {
          const wasDropped = before.token !== undefined && state.token === undefined;
          if (!wasDropped || before.token === undefined) return;
          expect(['again', 'answer']).toContain(verdict);
          const wasOld = at.monotonicMs - before.token.heldSince.monotonicMs >= 10_000;
          // The death of a token that had proved itself begins the round again.
          const hadProved = isProven(before.token, at) || (what.type === 'invalidated' && wasOld);
          if (hadProved) last = -Infinity;
          if (hadProved || known.accepted.has(before.token.value)) return;
          expect(at.monotonicMs - last).toBeGreaterThanOrEqual(60_000);
          last = at.monotonicMs;
        });
      }),
    );
  });

  it('replaces an unproven token once a minute at most for an endpoint that accepts none', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const replaced = new Map<string, number>();
        play(list, ({ before, state, at, what }) => {
          if (what.type === 'accepted') replaced.delete(what.endpoint);
          const { token } = before;
          if (token === undefined || state.token !== undefined) return;
          if (isProven(token, at) || what.type === 'invalidated') return replaced.clear();
          if (what.type !== 'rejected') return;
          const last = replaced.get(what.endpoint) ?? -Infinity;
          expect(at.monotonicMs - last).toBeGreaterThanOrEqual(60_000);
          replaced.set(what.endpoint, at.monotonicMs);
        });
      }),
    );
  });

  it('lets a token that comes back end no later than it was first said to end', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        play(list, ({ before, state }) => {
          if (before.token === undefined || state.token?.value !== before.token.value) return;
          expect(state.token.expiresAt.monotonicMs).toBeLessThanOrEqual(
            before.token.expiresAt.monotonicMs + 1e-3,
          );
        });
      }),
    );
  });

  it('tells a call to go out again only where another token is held, or will be', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        play(list, ({ before, state, at, what, verdict }) => {
          if (verdict !== 'again' || what.type !== 'rejected' || before.token === undefined) return;
          if (before.token.value !== state.token?.value) return;
          const served = choose(state, false, at);
          const isOfThePast = what.age > 0;
          expect(isOfThePast || served?.value !== before.token.value).toBe(true);
        });
      }),
    );
  });
});
