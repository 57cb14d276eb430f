import { expect, it } from 'vitest';
import { simulateFleet } from './simulate-fleet.js';
import type { FleetTimeline } from './timeline.js';

const CALM: FleetTimeline = {
  seed: 0,
  processes: 2,
  encryption: 'keys',
  isRotating: false,
  timeoutMs: 250,
  leaseMs: 5_000,
  warmUp: false,
  isPaced: false,
  lifetimes: [{ says: 600, readAsSeconds: 600, livesSeconds: 600 }],
  reissues: false,
  happenings: [],
};
const DOWN = { kind: 'status', status: 503, body: '' } as const;

/** Timelines that once broke an invariant, reduced to what matters. */
const ONCE_BROKEN: Readonly<Record<string, FleetTimeline>> = {
  // It was removed from the place of the key that was read last, though it had been obtained with the one before.
  'a rejected token is removed from its place although another key was read since': {
    ...CALM,
    isRotating: true,
    happenings: [
      { wait: { ms: 0 }, next: { type: 'get token', at: undefined } },
      { wait: { ms: 1_000 }, next: { type: 'rotate', graceMs: 60_000 } },
      { wait: { ms: 0 }, next: { type: 'fault', of: 'token', fault: DOWN, lasts: { ms: 500_000 } } },
      { wait: { ms: 455_000 }, next: { type: 'invalidate', at: 0 } },
      { wait: { ms: 3_000 }, next: { type: 'nothing' } },
    ],
  },
  // Clients of stores quote what they could not write, and the log shows it.
  'nobody reads in the log what could not be written, readable as it is': {
    ...CALM,
    encryption: 'plaintext',
    happenings: [
      {
        wait: { ms: 0 },
        next: {
          type: 'store fault',
          at: undefined,
          spell: { fault: { kind: 'reject', isDone: false }, of: ['write'] },
          lasts: { ms: 5_000 },
        },
      },
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  },
  // Sealed, it does not open; readable, nothing says whose it is.
  'a token of another account is not taken up, even if the store hands it out and it is readable': {
    ...CALM,
    neighbour: 'client id',
    encryption: 'plaintext',
    happenings: [
      { wait: { ms: 0 }, next: { type: 'get token', at: 2 } },
      {
        wait: { ms: 1_000 },
        next: {
          type: 'store fault',
          at: 0,
          spell: { fault: { kind: 'lie', lie: 'of another key' }, of: ['read'] },
          lasts: { ms: 5_000 },
        },
      },
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
    ],
  },
  // It had the key read once more, and then once more, and so on, until its caller gave up.
  'whoever has waited for a key that does not come is told so': {
    ...CALM,
    isRotating: true,
    happenings: [
      { wait: { ms: 0 }, next: { type: 'key fault', at: 0, fault: { kind: 'hang' }, lasts: { ms: 60_000 } } },
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 20_000 }, next: { type: 'nothing' } },
    ],
  },
  // By the time that it had failed and looked for news, the next attempt was due, and so it waited for that as well.
  'whoever asked for a new token is told of the attempt that failed': {
    ...CALM,
    isRotating: true,
    lifetimes: [{ says: 30, readAsSeconds: 30, livesSeconds: 30 }],
    warmUp: 'background',
    happenings: [
      {
        wait: { ms: 5_000 },
        next: { type: 'key fault', at: undefined, fault: { kind: 'slow', ms: 4_155 }, lasts: { ms: 5_000 } },
      },
      { wait: { ms: 77 }, next: { type: 'refresh', at: undefined } },
      {
        wait: { ms: 5_005 },
        next: { type: 'key fault', at: 0, fault: { kind: 'slow', ms: 3_156 }, lasts: { ms: 150 } },
      },
      { wait: { ms: 150 }, next: { type: 'refresh', at: 0 } },
    ],
  },
};

/** Timelines that chance brings about too seldom. */
const SELDOM: Readonly<Record<string, FleetTimeline>> = {
  'a key that comes late is tried although the one before it was refused a moment ago': {
    ...CALM,
    isRotating: true,
    happenings: [
      {
        wait: { ms: 0 },
        next: { type: 'key fault', at: undefined, fault: { kind: 'stale' }, lasts: { ms: 500 } },
      },
      { wait: { ms: 0 }, next: { type: 'rotate', graceMs: 0 } },
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 3_000 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  },
  // The attempt began while the token was over by a clock that is set right before the store is asked.
  'the token held may be taken up once more where a wrong clock has said that it was over': {
    ...CALM,
    isRotating: true,
    happenings: [
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      {
        wait: { ms: 1_000 },
        next: { type: 'key fault', at: 0, fault: { kind: 'slow', ms: 1_000 }, lasts: { ms: 500 } },
      },
      { wait: { ms: 0 }, next: { type: 'set wall clock', byMs: 700_000 } },
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 500 }, next: { type: 'set wall clock right' } },
      { wait: { ms: 1_000 }, next: { type: 'nothing' } },
    ],
  },
  // While the second key waits for the slow store it is replaced as well; the third one is left to the next look.
  'of two rotations within one attempt the first one has its key tried': {
    ...CALM,
    isRotating: true,
    happenings: [
      {
        wait: { ms: 0 },
        next: {
          type: 'store fault',
          at: 0,
          spell: { fault: { kind: 'slow', ms: 200, isDoneAtOnce: true }, of: ['read'] },
          lasts: { ms: 5_000 },
        },
      },
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 100 }, next: { type: 'rotate', graceMs: 0 } },
      { wait: { ms: 300 }, next: { type: 'rotate', graceMs: 0 } },
      { wait: { ms: 3_000 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  },
  // What a process took from the store ends earlier by a clock that was set forward than the token endpoint says.
  'a token that has ended by what its process knows of it may be given out once more': {
    ...CALM,
    warmUp: 'background',
    lifetimes: [{ says: 30, readAsSeconds: 30, livesSeconds: 30 }],
    reissues: true,
    happenings: [
      { wait: { lifetimes: 0.9 }, next: { type: 'close', at: 0 } },
      { wait: { ms: 200 }, next: { type: 'set wall clock', byMs: 1_986 } },
    ],
  },
  // What was written that late would outlive its token.
  'a process that was closed removes what a slow store has written for it when its time was long over': {
    ...CALM,
    happenings: [
      {
        wait: { ms: 0 },
        next: {
          type: 'store fault',
          at: 0,
          spell: { fault: { kind: 'slow', ms: 2_000, isDoneAtOnce: false }, of: ['write'] },
          lasts: { ms: 5_000 },
        },
      },
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 100 }, next: { type: 'close', at: 0 } },
      { wait: { ms: 5_000 }, next: { type: 'nothing' } },
    ],
  },
  // The store counts the sleep of the machine as well.
  'a token that has too little time left in the store after a sleep of the machine is replaced': {
    ...CALM,
    lifetimes: [{ says: 120, readAsSeconds: 120, livesSeconds: 120 }],
    happenings: [
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 100 }, next: { type: 'suspend', lasts: { ms: 117_700 } } },
      { wait: { ms: 0 }, next: { type: 'get token', at: 1 } },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  },
  // What was left of it had been rounded down by almost a second.
  'a token that came back is sent for as long as it may have been granted': {
    ...CALM,
    lifetimes: [{ says: 30, readAsSeconds: 30, livesSeconds: 30 }],
    reissues: true,
    happenings: [
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 27_020 }, next: { type: 'refresh', at: 0 } },
      {
        wait: { ms: 2_040 },
        next: { type: 'calls', at: 0, plan: { method: 'GET', body: 'none' }, count: 1 },
      },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  },
  // The fleet had not yet counted it as one of its own, and so kept it.
  'a process that is killed while it starts costs the others nothing': {
    ...CALM,
    warmUp: 'background',
    happenings: [
      { wait: { ms: 1_000 }, next: { type: 'at the next answer', of: 'store', turns: 0, what: 'kill' } },
      { wait: { ms: 0 }, next: { type: 'start' } },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  },
  // The store drops what has ended when it is read, and setting the clock right does not bring it back.
  'a token that was read while a clock was wrong is gone from the store': {
    ...CALM,
    lifetimes: [{ says: 30, readAsSeconds: 30, livesSeconds: 30 }],
    happenings: [
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 200 }, next: { type: 'set wall clock', byMs: 3_456_000_000 } },
      {
        wait: { ms: 200 },
        next: {
          type: 'store fault',
          at: 0,
          spell: { fault: { kind: 'reject', isDone: true }, of: ['read'] },
          lasts: { ms: 100 },
        },
      },
      { wait: { ms: 0 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 0 }, next: { type: 'kill', at: 0 } },
      { wait: { ms: 0 }, next: { type: 'set wall clock right' } },
      { wait: { ms: 200 }, next: { type: 'get token', at: 0 } },
      { wait: { ms: 500 }, next: { type: 'nothing' } },
    ],
  },
  // The simulation asked the monotonic clock alone.
  'a token that has ended by the wall clock, which was set meanwhile, may be given out once more': {
    ...CALM,
    warmUp: 'background',
    lifetimes: [{ says: 30, readAsSeconds: 30, livesSeconds: 30 }],
    reissues: true,
    happenings: [
      { wait: { ms: 1_000 }, next: { type: 'refresh', at: 0 } },
      { wait: { ms: 0 }, next: { type: 'set wall clock', byMs: 3_456_000_000 } },
      { wait: { ms: 200 }, next: { type: 'nothing' } },
    ],
  },
};

it.each(Object.entries({ ...ONCE_BROKEN, ...SELDOM }))('%s', async (_name, timeline) => {
  await expect(simulateFleet(timeline)).resolves.not.toHaveLength(0);
});

it('runs the same timeline the same way, or a failure could not be looked into', async () => {
  const timeline: FleetTimeline = {
    ...CALM,
    processes: 3,
    warmUp: 'background',
    lifetimes: [{ says: 5, readAsSeconds: 5, livesSeconds: 5 }],
    happenings: [
      {
        wait: { ms: 10_000 },
        next: {
          type: 'store fault',
          at: 1,
          spell: { fault: { kind: 'slow', ms: 300, isDoneAtOnce: false }, of: ['read'] },
          lasts: { ms: 9_000 },
        },
      },
      { wait: { ms: 3_000 }, next: { type: 'kill', at: 2 } },
      { wait: { ms: 60_000 }, next: { type: 'revoke all' } },
      {
        wait: { ms: 100 },
        next: { type: 'calls', at: undefined, plan: { method: 'GET', body: 'none' }, count: 3 },
      },
    ],
  };
  const journal = await simulateFleet(timeline);
  expect(journal.length).toBeGreaterThan(100);
  expect((await simulateFleet(timeline)).join('\n')).toBe(journal.join('\n'));
});
