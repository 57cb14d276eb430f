import { expect, it } from 'vitest';
import { simulateAccount } from './simulate-account.js';
import type { AccountTimeline } from './timeline.js';

const CALM = { seed: 0, warmUp: 'background', reissues: false, hasAttemptTimeout: true } as const;
const HOUR = { says: 3_600, readAsSeconds: 3_600, livesSeconds: 3_600 };
const MINUTE = { says: 60, readAsSeconds: 60, livesSeconds: 60 };
const DOWN = { kind: 'status', status: 503, body: '', retryAfter: '20' } as const;

/** Timelines that once broke an invariant, reduced to what matters. */
const ONCE_BROKEN: Readonly<Record<string, AccountTimeline>> = {
  // Armed for the expiry alone, which came first by a clock that was set forward, the account slept until the expiry.
  'an attempt after a failure is in time although a clock is set right': {
    ...CALM,
    lifetimes: [MINUTE],
    happenings: [
      { wait: { ms: 1_000 }, next: { type: 'fault', of: 'token', fault: DOWN, lasts: { ms: 5_000 } } },
      { wait: { ms: 0 }, next: { type: 'set wall clock', byMs: 46_000 } },
      { wait: { ms: 0 }, next: { type: 'get token' } },
      { wait: { ms: 5_000 }, next: { type: 'set wall clock right' } },
      { wait: { ms: 40_000 }, next: { type: 'nothing' } },
    ],
  },
  // The predecessor was rejected as well, and the token after it came too soon to be replaced once more.
  'a token that is not known yet serves in the place of the next one if its own predecessor has died': {
    ...CALM,
    warmUp: false,
    lifetimes: [HOUR],
    acceptance: { lateMs: 3_000, isOfNewestOnly: false },
    happenings: [
      { wait: { ms: 0 }, next: { type: 'calls', plan: { method: 'GET', body: 'none' }, count: 1 } },
      { wait: { ms: 4_000 }, next: { type: 'calls', plan: { method: 'GET', body: 'none' }, count: 1 } },
      { wait: { ms: 1_000 }, next: { type: 'refresh' } },
      { wait: { ms: 100 }, next: { type: 'calls', plan: { method: 'GET', body: 'none' }, count: 1 } },
      { wait: { ms: 200 }, next: { type: 'revoke all' } },
      { wait: { ms: 100 }, next: { type: 'calls', plan: { method: 'POST', body: 'json' }, count: 1 } },
      { wait: { ms: 200 }, next: { type: 'refresh' } },
      { wait: { ms: 100 }, next: { type: 'calls', plan: { method: 'GET', body: 'none' }, count: 1 } },
      { wait: { ms: 2_000 }, next: { type: 'nothing' } },
    ],
  },
  // The round of the first call is over, and so the second one begins another, which the third is a part of.
  'an endpoint that rejected everything a while ago has one more round, and then its callers are told': {
    ...CALM,
    warmUp: false,
    lifetimes: [HOUR],
    acceptance: { lateMs: 8_000, isOfNewestOnly: true },
    happenings: [
      { wait: { ms: 0 }, next: { type: 'calls', plan: { method: 'POST', body: 'json' }, count: 1 } },
      { wait: { ms: 70_000 }, next: { type: 'refresh' } },
      { wait: { ms: 100 }, next: { type: 'calls', plan: { method: 'POST', body: 'json' }, count: 1 } },
      { wait: { ms: 400 }, next: { type: 'calls', plan: { method: 'POST', body: 'json' }, count: 1 } },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  },
  // It was weighed against the token that was held when its attempt began.
  'a token whose answer names no lifetime serves if the one before it is rejected meanwhile': {
    ...CALM,
    warmUp: false,
    lifetimes: [HOUR, { says: true, readAsSeconds: 300, livesSeconds: 300 }],
    happenings: [
      { wait: { ms: 0 }, next: { type: 'get token' } },
      {
        wait: { ms: 100 },
        next: { type: 'fault', of: 'token', fault: { kind: 'slow', ms: 1_000 }, lasts: { ms: 500 } },
      },
      { wait: { ms: 0 }, next: { type: 'refresh' } },
      { wait: { ms: 100 }, next: { type: 'invalidate', which: 'held' } },
      { wait: { ms: 2_000 }, next: { type: 'nothing' } },
    ],
  },
  // The simulation allowed for one that had to be given up, and not for one whose connection had been lost meanwhile.
  'a token request is made again if its time passed in a standstill, however its connection ended': {
    ...CALM,
    lifetimes: [HOUR],
    outage: { fault: { kind: 'broken', code: 'ETIMEDOUT' }, lasts: { ms: 5_000 } },
    happenings: [
      { wait: { ms: 1 }, next: { type: 'stand still', ms: 10_500 } },
      { wait: { ms: 5_000 }, next: { type: 'nothing' } },
    ],
  },
  // A clock that is set forward during a request leaves the token that comes back less time than the endpoint knows of.
  'a token that comes back after it has ended by what the account knows of it is a failure': {
    ...CALM,
    hasAttemptTimeout: false,
    lifetimes: [
      { says: 4, readAsSeconds: 4, livesSeconds: 4 },
      { says: 1, readAsSeconds: 1, livesSeconds: 1 },
    ],
    reissues: true,
    happenings: [
      { wait: { ms: 5_000 }, next: { type: 'refresh' } },
      { wait: { ms: 0 }, next: { type: 'set wall clock', byMs: 2_445 } },
      { wait: { ms: 1_000 }, next: { type: 'nothing' } },
    ],
  },
  // The simulation took the round for over, because another call was accepted in the very millisecond.
  'a caller is told that an endpoint rejects everything just before it accepts another call': {
    ...CALM,
    hasAttemptTimeout: false,
    lifetimes: [{ says: '8', readAsSeconds: 8, livesSeconds: 8 }],
    acceptance: { lateMs: 50, isOfNewestOnly: true },
    happenings: [
      { wait: { ms: 29 }, next: { type: 'refresh' } },
      { wait: { ms: 200 }, next: { type: 'somebody takes a token' } },
      { wait: { ms: 5_000 }, next: { type: 'calls', plan: { method: 'GET', body: 'none' }, count: 120 } },
      { wait: { ms: 200 }, next: { type: 'nothing' } },
    ],
  },
};

it.each(Object.entries(ONCE_BROKEN))('%s', async (_name, timeline) => {
  await expect(simulateAccount(timeline)).resolves.not.toHaveLength(0);
});

// Calls that went on to the rate budget when it was closed already set its timer once more.
it('the account closes for good just when a token arrives that more calls wait for than may start', async () => {
  for (let turns = 20; turns < 45; turns += 1) {
    const timeline: AccountTimeline = {
      ...CALM,
      warmUp: false,
      lifetimes: [MINUTE],
      happenings: [
        { wait: { ms: 0 }, next: { type: 'at the next answer', of: 'token', turns, what: 'close' } },
        { wait: { ms: 0 }, next: { type: 'calls', plan: { method: 'GET', body: 'none' }, count: 6 } },
        { wait: { ms: 100 }, next: { type: 'nothing' } },
      ],
    };
    await expect(simulateAccount(timeline, true), `${turns} turns before`).resolves.not.toHaveLength(0);
  }
});

it('a caller who takes any answer is given the 401 where the line is too full to send the call again', async () => {
  const plan = { method: 'GET', body: 'none' } as const;
  const slow = { kind: 'slow', ms: 100 } as const;
  const timeline: AccountTimeline = {
    ...CALM,
    lifetimes: [{ ...MINUTE, livesSeconds: 1 }],
    happenings: [
      { wait: { ms: 2_000 }, next: { type: 'fault', of: 'api', fault: slow, lasts: { ms: 1_000 } } },
      { wait: { ms: 0 }, next: { type: 'calls', plan: { ...plan, acceptsAll: true }, count: 4 } },
      // There is another token by the time that the first one turns out to be dead.
      { wait: { ms: 0 }, next: { type: 'refresh' } },
      { wait: { ms: 0 }, next: { type: 'calls', plan, count: 120 } },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  };
  await expect(simulateAccount(timeline, true)).resolves.toContainEqual(
    expect.stringMatching(/fulfilled 401$/) as string,
  );
});

it('a caller who takes any answer is given the 401 where the time of the call ends before it is sent a last time', async () => {
  const slow = { kind: 'slow', ms: 14_800 } as const;
  const timeline: AccountTimeline = {
    ...CALM,
    hasAttemptTimeout: false,
    lifetimes: [HOUR],
    acceptance: { lateMs: 60_000, isOfNewestOnly: false },
    happenings: [
      { wait: { ms: 100 }, next: { type: 'fault', of: 'api', fault: slow, lasts: { ms: 40_000 } } },
      {
        wait: { ms: 0 },
        next: { type: 'calls', plan: { method: 'GET', body: 'none', acceptsAll: true }, count: 1 },
      },
      { wait: { ms: 31_000 }, next: { type: 'nothing' } },
    ],
  };
  await expect(simulateAccount(timeline)).resolves.toContainEqual(
    expect.stringMatching(/fulfilled 401$/) as string,
  );
});

it('takes a token that comes back for expired once either clock has come to its first end', async () => {
  const timeline: AccountTimeline = {
    ...CALM,
    hasAttemptTimeout: false,
    lifetimes: [{ says: 3, readAsSeconds: 3, livesSeconds: 3 }],
    reissues: true,
    happenings: [
      { wait: { ms: 23_760 }, next: { type: 'at the next answer', of: 'token', turns: 0, what: 'close' } },
      { wait: { lifetimes: 0 }, next: { type: 'refresh' } },
      { wait: { ms: 0 }, next: { type: 'set wall clock', byMs: 2_960 } },
      { wait: { lifetimes: 0.9 }, next: { type: 'nothing' } },
    ],
  };
  await expect(simulateAccount(timeline, true)).resolves.toContainEqual(
    expect.stringMatching(/event failed TOKEN_ENDPOINT_UNAVAILABLE/) as string,
  );
});

it('reads what arrived while the process stood still, of the API as of the token endpoint', async () => {
  const slow = { kind: 'slow', ms: 3_000 } as const;
  const timeline: AccountTimeline = {
    ...CALM,
    warmUp: false,
    lifetimes: [MINUTE],
    happenings: [
      { wait: { ms: 0 }, next: { type: 'fault', of: 'token', fault: slow, lasts: { ms: 1_000 } } },
      { wait: { ms: 0 }, next: { type: 'get token' } },
      { wait: { ms: 100 }, next: { type: 'stand still', ms: 20_000 } },
      { wait: { ms: 100 }, next: { type: 'fault', of: 'api', fault: slow, lasts: { ms: 1_000 } } },
      { wait: { ms: 0 }, next: { type: 'calls', plan: { method: 'POST', body: 'json' }, count: 3 } },
      { wait: { ms: 100 }, next: { type: 'stand still', ms: 35_000 } },
      { wait: { ms: 100 }, next: { type: 'nothing' } },
    ],
  };
  const journal = await simulateAccount(timeline);
  expect(journal.filter((line) => / call-\d fulfilled 200/.test(line))).toHaveLength(3);
  expect(journal.filter((line) => /event failed/.test(line))).toHaveLength(0);
});

it('runs the same timeline the same way, or a failure could not be looked into', async () => {
  const timeline: AccountTimeline = {
    ...CALM,
    lifetimes: [{ says: 5, readAsSeconds: 5, livesSeconds: 5 }],
    happenings: [
      { wait: { ms: 10_000 }, next: { type: 'fault', of: 'token', fault: DOWN, lasts: { ms: 9_000 } } },
      { wait: { ms: 3_000 }, next: { type: 'calls', plan: { method: 'GET', body: 'none' }, count: 5 } },
      { wait: { ms: 60_000 }, next: { type: 'revoke all' } },
      { wait: { ms: 100 }, next: { type: 'calls', plan: { method: 'POST', body: 'json' }, count: 5 } },
    ],
  };
  const journal = await simulateAccount(timeline);
  expect(journal.length).toBeGreaterThan(50);
  expect((await simulateAccount(timeline)).join('\n')).toBe(journal.join('\n'));
});
