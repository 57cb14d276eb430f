// The decisions are pure functions inside the package; they are hammered here directly, since no wire could reach
// so many instants. What the service makes of them is proved by the other specs of this folder.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, type AccessToken } from '../../lib/token/access-token.js';
import { attemptTimeoutMs, pauseMs } from '../../lib/token/attempt-timing.js';
import { remember, type RefreshFailure } from '../../lib/token/refresh-failure.js';
import { decide, mayAttempt, renewalDueAt } from '../../lib/token/renewal-timing.js';
import { NO_TOKEN } from '../../lib/token/token-state.js';
import type { TokenFailure } from '../../lib/token/source/token-failure.js';
import type { ObtainedToken } from '../../lib/token/source/obtained-token.js';
import { DEFAULT_POLICY as policy } from '../../lib/token/source/token-policy.js';
import { after, type Instant } from '../../lib/timing/instant.js';

const START: Instant = { wallMs: 1_780_000_000_000, monotonicMs: 5_000 };
const IDENTITY = { account: 'default', environment: 'demo', baseURL: 'https://api.example', clientId: 'id' };

const obtained = (seconds: number, tookMs: number): ObtainedToken => ({
  response: { accessToken: 'a', lifetime: { seconds, source: 'returned' } },
  requestedAt: START,
  tookMs,
  source: 'endpoint',
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const lifetimes = fc.oneof(fc.integer({ min: 1, max: 86_400 }), fc.double({ min: 1, max: 120, noNaN: true }));
const tokens: fc.Arbitrary<AccessToken> = fc
  .record({ seconds: lifetimes, random: share, tookMs: fc.integer({ min: 0, max: 9_000 }) })
  .map(({ seconds, random, tookMs }) => layOut(obtained(seconds, tookMs), 1, START, policy, random));
const failures: fc.Arbitrary<TokenFailure> = fc.record({
  kind: fc.constantFrom('transient', 'rejected', 'misconfigured', 'malformed', 'unreadable'),
  reason: fc.constant('it answered 500'),
  retryAfterMs: fc.option(fc.integer({ min: 1, max: 600_000 }), { nil: undefined }),
});
/** Instants up to twice a token's life away, at which the wall clock may have been set by up to a day. */
const instants = fc
  .record({
    at: fc.double({ min: 0, max: 200_000_000, noNaN: true }),
    shift: fc.integer({ min: -86_400_000, max: 86_400_000 }),
  })
  .map(({ at, shift }) => ({ wallMs: START.wallMs + at + shift, monotonicMs: START.monotonicMs + at }));
const remembered = (
  failure: TokenFailure,
  count: number,
  token: AccessToken | undefined,
  at: Instant,
  random: number,
): RefreshFailure => {
  let state: RefreshFailure | undefined;
  for (let each = 0; each < count; each += 1)
    state = remember(failure, state, token, at, policy, random, IDENTITY);
  return state as RefreshFailure;
};

describe('a token', () => {
  it('is renewed between 70 and 75 % of its life, then waited for, then dead, in this order', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const lifetimeMs = token.lifetime.seconds * 1000;
        const age = (deadline: Instant): number => deadline.monotonicMs - START.monotonicMs;
        expect(age(token.refreshAt)).toBeGreaterThanOrEqual(lifetimeMs * 0.7 - 1e-3);
        expect(age(token.refreshAt)).toBeLessThanOrEqual(lifetimeMs * 0.75 + 1e-3);
        expect(age(token.expiresAt)).toBeCloseTo(lifetimeMs, 3);
        expect(age(token.expiresAt) - age(token.waitAt)).toBeCloseTo(Math.min(2_000, lifetimeMs * 0.02), 3);
      }),
    );
  });
});

describe('the decision', () => {
  it('never serves a token after its expiry on either clock, and has nobody wait long before', () => {
    fc.assert(
      fc.property(
        tokens,
        instants,
        fc.option(failures, { nil: undefined }),
        instants,
        share,
        (token, at, failure, failedAt, random) => {
          const state = {
            ...NO_TOKEN,
            token,
            failure: failure && remembered(failure, 1, token, failedAt, random),
          };
          const decision = decide(state, at);
          const isDead = at.wallMs >= token.expiresAt.wallMs || at.monotonicMs >= token.expiresAt.monotonicMs;
          const isServed = decision === 'serve' || decision === 'serve-and-renew';
          expect(isServed && isDead).toBe(false);
          expect(
            decision === 'wait' &&
              at.wallMs < token.waitAt.wallMs &&
              at.monotonicMs < token.waitAt.monotonicMs,
          ).toBe(false);
        },
      ),
    );
  });

  it('lets nobody ask the server before the pause is over', () => {
    fc.assert(
      fc.property(
        fc.option(tokens, { nil: undefined }),
        failures,
        fc.integer({ min: 1, max: 40 }),
        share,
        share,
        (token, failure, count, random, part) => {
          const memory = remembered(failure, count, token, START, random);
          const early = after(START, (memory.nextAttemptAt.monotonicMs - START.monotonicMs) * part * 0.999);
          const state = { ...NO_TOKEN, token, failure: memory };
          expect(mayAttempt(state, early)).toBe(false);
          expect(decide(state, early)).not.toBe('serve-and-renew');
          expect(renewalDueAt({ ...NO_TOKEN, token, failure: memory })).toBe(memory.nextAttemptAt);
        },
      ),
    );
  });

  it('always knows what comes next once there was an attempt', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        expect(renewalDueAt({ ...NO_TOKEN, token })).toBe(token.refreshAt);
      }),
    );
    expect(renewalDueAt(NO_TOKEN)).toBeUndefined();
    expect(decide(NO_TOKEN, START)).toBe('wait');
  });
});

describe('the pause after a failure', () => {
  const transient: TokenFailure = { kind: 'transient', reason: '' };
  const rejected: TokenFailure = { kind: 'rejected', reason: '' };

  it('doubles from ½–1 s to ½–1 min, and for refusals from 5 s to 1 min', () => {
    const pauses = (failure: TokenFailure, random: number): number[] =>
      [1, 2, 3, 4, 5, 6, 7, 8, 1_000_000].map((count) =>
        pauseMs(failure, count, undefined, START, policy, random),
      );
    expect(pauses(transient, 0)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(pauses(transient, 1)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
    expect(pauses(rejected, 0)).toEqual([
      5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000, 60_000,
    ]);
  });

  it('leaves time for another attempt while a token is held, but never ignores Retry-After', () => {
    fc.assert(
      fc.property(
        tokens,
        failures,
        fc.integer({ min: 1, max: 40 }),
        share,
        share,
        (token, failure, count, random, part) => {
          const leftMs = token.lifetime.seconds * 1000 * part;
          const at = after(token.expiresAt, -leftMs);
          const pause = pauseMs(failure, count, token, at, policy, random);
          const longest = leftMs > 1 ? Math.max(200, leftMs / 3) : 60_000;
          expect(pause).toBeLessThanOrEqual(Math.max(longest, failure.retryAfterMs ?? 0) + 1e-3);
          expect(pause).toBeGreaterThanOrEqual(failure.retryAfterMs ?? 0);
          expect(pause).toBeGreaterThanOrEqual(200);
        },
      ),
    );
  });

  it('begins anew when a refusal follows an outage', () => {
    const outage = remembered(transient, 10, undefined, START, 1);
    const refusal = remember(rejected, outage, undefined, START, policy, 1, IDENTITY);
    expect(refusal).toMatchObject({ count: 1, nextAttemptAt: after(START, 5_000) });
  });
});

describe('the time-out of an attempt', () => {
  it('is 10 s without a token, else a third of what is left, but as long as the endpoint is known to need', () => {
    const held = (seconds: number, tookMs: number): AccessToken =>
      layOut(obtained(seconds, tookMs), 1, START, policy, 0);
    expect(attemptTimeoutMs(undefined, START, policy)).toBe(10_000);
    expect(attemptTimeoutMs(held(3600, 100), START, policy)).toBe(10_000);
    expect(attemptTimeoutMs(held(12, 100), START, policy)).toBe(4_000);
    expect(attemptTimeoutMs(held(12, 100), after(START, 11_700), policy)).toBe(300);
    expect(attemptTimeoutMs(held(12, 50), after(START, 11_700), policy)).toBe(250);
    expect(attemptTimeoutMs(held(3, 400), after(START, 2_250), policy)).toBe(1_200);
    expect(attemptTimeoutMs(held(12, 100), after(START, 12_000), policy)).toBe(10_000);
  });
});
