import { expect, it } from 'vitest';
import { simulateTenants } from './simulate-tenants.js';
import type { TenantsTimeline } from './timeline.js';

const CALM: TenantsTimeline = {
  seed: 0,
  tenants: 5,
  maximum: 4,
  idleMs: 600_000,
  sleepAfterMs: 60_000,
  resolveTimeoutMs: 10_000,
  warmUp: false,
  isRotating: false,
  isPaced: false,
  lifetimes: [{ says: 600, readAsSeconds: 600, livesSeconds: 600 }],
  happenings: [],
};

/** Timelines that once broke an invariant, reduced to what matters. */
const ONCE_BROKEN: Readonly<Record<string, TenantsTimeline>> = {
  // It was looked at only when another account was opened.
  'what is open beyond the maximum is closed although nobody comes any more': {
    ...CALM,
    maximum: 1,
    happenings: [
      { wait: { ms: 0 }, next: { type: 'use', at: undefined, count: 1 } },
      { wait: { ms: 200_000 }, next: { type: 'nothing' } },
    ],
  },
  // Nobody told the one that was still waiting for its first token.
  'an account that is being opened ends with the application': {
    ...CALM,
    warmUp: 'required',
    happenings: [
      {
        wait: { ms: 0 },
        next: { type: 'fault', at: 0, of: 'token', fault: { kind: 'silence' }, lasts: { ms: 60_000 } },
      },
      { wait: { ms: 0 }, next: { type: 'get', at: 0 } },
      { wait: { ms: 1_000 }, next: { type: 'shut down' } },
    ],
  },
  // Its starts were forgotten together with its name, though its calls had yet to start.
  'an account that is closed during its calls shares its rate with the one that is opened in its place': {
    ...CALM,
    isPaced: true,
    happenings: [
      {
        wait: { ms: 0 },
        next: { type: 'fault', at: 0, of: 'token', fault: { kind: 'slow', ms: 2_000 }, lasts: { ms: 1_000 } },
      },
      { wait: { ms: 0 }, next: { type: 'use', at: 0, plan: { method: 'GET', body: 'none' }, count: 4 } },
      { wait: { ms: 1_500 }, next: { type: 'close', at: 0 } },
      { wait: { ms: 0 }, next: { type: 'use', at: 0, plan: { method: 'GET', body: 'none' }, count: 4 } },
      { wait: { ms: 5_000 }, next: { type: 'nothing' } },
    ],
  },
  // A caller who asks for an account by name starts a few microtasks before one who kept its services.
  'callers who come while an account is opened may start before the one for whom it is opened': {
    ...CALM,
    idleMs: 2_000,
    isPaced: true,
    happenings: [
      { wait: { ms: 0 }, next: { type: 'use', at: 0, plan: { method: 'GET', body: 'none' }, count: 1 } },
      {
        wait: { ms: 60_000 },
        next: { type: 'use what was kept', at: 0, plan: { method: 'GET', body: 'none' } },
      },
      { wait: { ms: 0 }, next: { type: 'use', at: 0, plan: { method: 'GET', body: 'none' }, count: 4 } },
      { wait: { ms: 5_000 }, next: { type: 'nothing' } },
    ],
  },
  // Whether it is open was known only after the timer that came next, which was the answer.
  'a caller finds an account that was opened for one who has given up, while its first token arrives': {
    ...CALM,
    warmUp: 'background',
    happenings: [
      { wait: { ms: 0 }, next: { type: 'use', at: 0, plan: { method: 'GET', body: 'none' }, count: 1 } },
      { wait: { ms: 200 }, next: { type: 'close', at: 0 } },
      {
        wait: { ms: 200 },
        next: {
          type: 'use what was kept',
          at: 0,
          plan: { method: 'GET', body: 'none', giveUp: { by: 'signal', afterMs: 0 } },
        },
      },
      { wait: { ms: 0 }, next: { type: 'at the next answer', of: 'token', turns: 0, what: 'get' } },
      { wait: { ms: 200 }, next: { type: 'nothing' } },
    ],
  },
  // Its look was over when the caller came, though not the opening that the caller joined.
  'a caller joins an opening that waits for its first token after the one who began it has given up': {
    ...CALM,
    warmUp: 'required',
    happenings: [
      { wait: { ms: 0 }, next: { type: 'use', at: 0, plan: { method: 'GET', body: 'none' }, count: 1 } },
      { wait: { ms: 200 }, next: { type: 'close', at: 0 } },
      {
        wait: { ms: 200 },
        next: {
          type: 'use what was kept',
          at: 0,
          plan: { method: 'GET', body: 'none', giveUp: { by: 'signal', afterMs: 0 } },
        },
      },
      { wait: { ms: 20 }, next: { type: 'get', at: 0 } },
      { wait: { ms: 200 }, next: { type: 'nothing' } },
    ],
  },
  // The next request was taken for one of an attempt that began in its sleep.
  'an attempt that waits as the token endpoint asks goes on when its account falls asleep': {
    ...CALM,
    sleepAfterMs: 500,
    lifetimes: [{ says: 1, readAsSeconds: 1, livesSeconds: 1 }],
    happenings: [
      { wait: { ms: 0 }, next: { type: 'use', at: 0, count: 1 } },
      {
        wait: { ms: 200 },
        next: {
          type: 'fault',
          at: 0,
          of: 'token',
          fault: { kind: 'status', status: 429, body: '' },
          lasts: { ms: 20_000 },
        },
      },
      { wait: { ms: 500 }, next: { type: 'use', at: 0, count: 1 } },
      { wait: { ms: 20_000 }, next: { type: 'nothing' } },
    ],
  },
  // The timeout was due in that very millisecond, and one that is not late is believed.
  'a tenant is not resolved where the process stands still until the time for that is over': {
    ...CALM,
    resolveTimeoutMs: 300,
    happenings: [
      { wait: { ms: 0 }, next: { type: 'get', at: 0 } },
      { wait: { ms: 0 }, next: { type: 'stand still', ms: 300 } },
      { wait: { ms: 200 }, next: { type: 'nothing' } },
    ],
  },
  // The account that it was handed was taken for the one that had been opened in its place.
  'an opening that outlives its place does not keep the account that is opened there': {
    ...CALM,
    idleMs: 2_000,
    warmUp: 'required',
    happenings: [
      {
        wait: { ms: 0 },
        next: { type: 'fault', at: 0, of: 'token', fault: { kind: 'slow', ms: 1_000 }, lasts: { ms: 100 } },
      },
      { wait: { ms: 0 }, next: { type: 'get', at: 0 } },
      { wait: { ms: 200 }, next: { type: 'close', at: 0 } },
      { wait: { ms: 0 }, next: { type: 'get', at: 0 } },
      { wait: { ms: 5_000 }, next: { type: 'nothing' } },
    ],
  },
  // It was thought to have been open since its key was found.
  'an account that is opened for nobody, late, is forgotten when it has not been used since': {
    ...CALM,
    idleMs: 2_000,
    warmUp: 'required',
    happenings: [
      { wait: { ms: 0 }, next: { type: 'use', at: 0, count: 1 } },
      {
        wait: { ms: 10_000 },
        next: {
          type: 'fault',
          at: 0,
          of: 'token',
          fault: { kind: 'status', status: 503, body: '', retryAfter: '7' },
          lasts: { ms: 12_000 },
        },
      },
      {
        wait: { ms: 0 },
        next: {
          type: 'use what was kept',
          at: 0,
          plan: { method: 'GET', body: 'none', giveUp: { by: 'signal', afterMs: 0 } },
        },
      },
      { wait: { ms: 30_000 }, next: { type: 'nothing' } },
    ],
  },
  // Its end was taken for a use of the account that had been opened in place of its own.
  'a call that outlives its account does not keep the one that is opened in its place': {
    ...CALM,
    idleMs: 2_000,
    happenings: [
      {
        wait: { ms: 0 },
        next: { type: 'fault', at: 0, of: 'api', fault: { kind: 'slow', ms: 1_000 }, lasts: { ms: 500 } },
      },
      { wait: { ms: 0 }, next: { type: 'use', at: 0, plan: { method: 'GET', body: 'none' }, count: 1 } },
      { wait: { ms: 200 }, next: { type: 'close', at: 0 } },
      { wait: { ms: 0 }, next: { type: 'use', at: 0, count: 1 } },
      { wait: { ms: 5_000 }, next: { type: 'nothing' } },
    ],
  },
};

it.each(Object.entries(ONCE_BROKEN))('%s', async (_name, timeline) => {
  await expect(simulateTenants(timeline)).resolves.not.toHaveLength(0);
});

// The message quoted it.
it('nobody reads in an error what a function returned in place of an API key', async () => {
  for (let seed = 1; seed < 20; seed += 1) {
    const timeline: TenantsTimeline = {
      ...CALM,
      seed,
      happenings: [
        {
          wait: { ms: 0 },
          next: { type: 'resolve fault', at: 0, fault: { kind: 'rubbish' }, lasts: { ms: 5_000 } },
        },
        { wait: { ms: 0 }, next: { type: 'get', at: 0 } },
      ],
    };
    await expect(simulateTenants(timeline), `seed ${seed}`).resolves.not.toHaveLength(0);
  }
});

// It is given up by those who want the token, is not told so, and is asked again while it still works.
it('a function that is given up is told so, and asked once at a time', async () => {
  const timeline: TenantsTimeline = {
    ...CALM,
    lifetimes: [{ says: 3, readAsSeconds: 3, livesSeconds: 3 }],
    happenings: [
      { wait: { ms: 0 }, next: { type: 'use', at: 0, count: 1 } },
      {
        wait: { ms: 100 },
        next: { type: 'resolve fault', at: 0, fault: { kind: 'hang' }, lasts: { ms: 60_000 } },
      },
      { wait: { ms: 9_000 }, next: { type: 'nothing' } },
    ],
  };
  await expect(simulateTenants(timeline)).resolves.not.toHaveLength(0);
});

// Between its first token and its entry among those that are open, nobody has it.
it('an account ends with the application just when its first token arrives', async () => {
  for (let turns = 0; turns < 60; turns += 1) {
    const timeline: TenantsTimeline = {
      ...CALM,
      warmUp: 'required',
      happenings: [
        { wait: { ms: 0 }, next: { type: 'at the next answer', of: 'token', turns, what: 'shut down' } },
        { wait: { ms: 0 }, next: { type: 'get', at: 0 } },
        { wait: { ms: 200 }, next: { type: 'nothing' } },
      ],
    };
    await expect(simulateTenants(timeline), `${turns} turns before`).resolves.not.toHaveLength(0);
  }
});

it('two accounts that wait for their first tokens may be open beyond the maximum', async () => {
  const timeline: TenantsTimeline = {
    ...CALM,
    maximum: 1,
    idleMs: 2_000,
    warmUp: 'background',
    happenings: [
      {
        wait: { ms: 0 },
        next: {
          type: 'fault',
          at: undefined,
          of: 'token',
          fault: { kind: 'silence' },
          lasts: { ms: 5_000 },
        },
      },
      { wait: { ms: 0 }, next: { type: 'get', at: undefined } },
      { wait: { ms: 9_000 }, next: { type: 'nothing' } },
    ],
  };
  await expect(simulateTenants(timeline)).resolves.not.toHaveLength(0);
});
