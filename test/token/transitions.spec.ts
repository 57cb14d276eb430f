// What each transition makes of the state and what it tells, to the millisecond; token-state.spec.ts hammers them at random.
import { describe, expect, it } from 'vitest';
import { after } from '../../lib/timing/instant.js';
import { ended, NO_TOKEN, obtained, woken } from '../../lib/token/token-state.js';
import { facts, START, terms, token, TokenLife } from './token-life.js';

describe('the state before anything has happened', () => {
  it('holds no token and remembers nothing', () => {
    expect(NO_TOKEN).toEqual({
      generation: 0,
      toldExpired: 0,
      rejections: { asked: [], endpoints: new Map(), deaths: [] },
    });
  });
});

describe('an attempt that has ended', () => {
  const failure = { kind: 'malformed', reason: 'it sent no token' } as const;

  it('changes nothing if it was given up', () => {
    const step = ended(NO_TOKEN, undefined, facts, START, terms);

    expect(step).toEqual({ state: NO_TOKEN });
    expect(step.state).toBe(NO_TOKEN);
  });

  it('is one that failed', () => {
    expect(ended(NO_TOKEN, { problem: failure }, facts, START, terms)).toMatchObject({
      kind: 'malformed',
      state: { generation: 0 },
      news: { type: 'failed' },
    });
  });

  it('is one that obtained a token', () => {
    expect(ended(NO_TOKEN, { value: token('a', START) }, facts, START, terms)).toMatchObject({
      state: { token: { value: 'a' } },
      news: { type: 'refreshed' },
    });
  });
});

describe('a token that was obtained', () => {
  it('is counted, told, and ends the failures', () => {
    const life = new TokenLife();
    life.fail({ kind: 'transient', reason: 'it answered 503' });
    life.pass(1_000);

    expect(life.obtain('a', 60)).toMatchObject({
      news: { type: 'refreshed', generation: 1, source: 'endpoint', secondsToExpiry: 60, ...facts },
    });
    expect(life.state).toMatchObject({
      generation: 1,
      failure: undefined,
      token: { value: 'a', generation: 1 },
    });
    expect(life.obtain('b')).toMatchObject({ news: { generation: 2 }, state: { generation: 2 } });
  });

  it('has the one before it as its predecessor, and no trial', () => {
    const life = new TokenLife();
    for (const one of ['a', 'b', 'c']) {
      life.obtain(one);
      if (one === 'a') life.accept(one);
      if (one === 'b') life.reject(one);
    }

    expect(life.state).toMatchObject({
      token: { value: 'c' },
      predecessor: { value: 'a' },
      trialAt: undefined,
    });
  });

  it('keeps its predecessor and its trial when it comes back', () => {
    const life = new TokenLife();
    life.obtain('a');
    life.accept('a');
    life.obtain('b');
    life.reject('b');
    const trialAt = life.state.trialAt;
    life.pass(500);
    life.obtain('b');

    expect(life.state).toMatchObject({
      token: { value: 'b', generation: 3, heldSince: START },
      predecessor: { value: 'a' },
    });
    expect(life.state.trialAt).toBe(trialAt);
    expect(trialAt).toEqual(after(START, 1_000));
  });

  it('is a quick failure if it came back and has ended', () => {
    const life = new TokenLife();
    life.obtain('a', 60);
    life.pass(60_000);
    const step = life.obtain('a', 60);

    expect(step).toMatchObject({ kind: 'transient', news: { type: 'failed' } });
    expect(step.state.failure).toMatchObject({
      isQuick: true,
      facts: { reason: 'it returned the expired token once more' },
    });
    expect(step.state.generation).toBe(1);
  });

  it('is of use if it has not expired on its way', () => {
    const arriving = (tookMs: number) =>
      obtained(NO_TOKEN, token('a', START, 60), facts, after(START, tookMs), terms);

    expect(arriving(59_999)).toMatchObject({ news: { type: 'refreshed' } });
    expect(arriving(60_000)).toMatchObject({
      kind: 'transient',
      state: {
        failure: {
          isQuick: false,
          facts: { reason: 'it was valid for 60 s and expired on its way here' },
        },
      },
    });
    expect(arriving(90_000)).toMatchObject({ kind: 'transient' });
  });

  it('is of use, whatever a wall clock says that was set meanwhile', () => {
    const arrival = { wallMs: START.wallMs + 3_600_000, monotonicMs: START.monotonicMs + 10 };

    expect(obtained(NO_TOKEN, token('a', START, 60), facts, arrival, terms)).toMatchObject({
      news: { type: 'refreshed', secondsToExpiry: 0 },
    });
  });
});

describe('an attempt that failed', () => {
  const failure = { kind: 'transient', reason: 'it answered 503', status: 503 } as const;

  it('is told with the next one', () => {
    const life = new TokenLife();
    const step = life.fail(failure);

    expect(step.kind).toBe('transient');
    expect(step.news).toEqual({
      type: 'failed',
      generation: 0,
      secondsToExpiry: 0,
      code: 'TOKEN_ENDPOINT_UNAVAILABLE',
      message: expect.stringContaining('it answered 503'),
      nextAttemptAt: new Date(START.wallMs + 750),
      ...facts,
    });
  });

  it('leaves the token that is held, and tells of it', () => {
    const life = new TokenLife();
    life.obtain('a', 60);
    life.pass(50_000);

    expect(life.fail(failure)).toMatchObject({ news: { generation: 1, secondsToExpiry: 10 } });
    expect(life.state).toMatchObject({ token: { value: 'a' }, generation: 1, failure: { count: 1 } });
    life.pass(10_000);
    expect(life.fail(failure)).toMatchObject({ news: { generation: 0, secondsToExpiry: 0 } });
    expect(life.state.failure?.count).toBe(2);
  });
});

describe('a rejected token', () => {
  it('that has expired is told with no time left', () => {
    const life = new TokenLife();
    life.obtain('a', 60);
    life.pass(90_000);

    expect(life.reject('a').news).toEqual({ type: 'invalidated', generation: 1, secondsToExpiry: 0 });
  });

  it('that is kept is not told of, and no other is asked for', () => {
    const life = new TokenLife();
    life.obtain('a');

    expect(life.reject('z')).toEqual({ state: life.state, verdict: 'again', dead: [], isWanted: false });
  });
});

describe('a token that is about to be sent', () => {
  it('is not tried again for a second if it is on trial', () => {
    const life = new TokenLife();
    life.obtain('a');
    life.accept('a');
    life.obtain('b');
    const { state } = life;
    expect(life.try().state).toBe(state);

    life.reject('b');
    life.pass(5_000);
    life.try();
    expect(life.state.trialAt).toEqual(after(life.at, 1_000));
  });
});

describe('the expiry of a token', () => {
  it('is told when it has come, and once', () => {
    const life = new TokenLife();
    expect(life.tell()).toEqual({ state: NO_TOKEN });
    life.obtain('a', 60);
    life.pass(59_999);
    expect(life.tell().news).toBeUndefined();
    life.pass(1);

    expect(life.tell().news).toEqual({ type: 'expired', generation: 1 });
    expect(life.state).toMatchObject({ toldExpired: 1, token: { value: 'a' } });
    expect(life.tell().news).toBeUndefined();
  });

  it('is told of the next one, too', () => {
    const life = new TokenLife();
    for (const [index, one] of ['a', 'b'].entries()) {
      life.obtain(one, 60);
      life.pass(60_000);
      expect(life.tell().news).toEqual({ type: 'expired', generation: index + 1 });
    }
  });
});

describe('an account that wakes', () => {
  it('keeps a token that has not expired, with all that is known of it', () => {
    const life = new TokenLife();
    life.obtain('a', 60);
    life.pass(59_999);

    expect(woken(life.state, life.at)).toBe(life.state);
  });

  it('has nothing to tell of one that has', () => {
    const life = new TokenLife();
    life.obtain('a', 60);
    life.accept('a');
    life.obtain('b', 60);
    life.reject('b');
    life.pass(60_000);

    expect(woken(life.state, life.at)).toEqual({
      ...life.state,
      token: undefined,
      predecessor: undefined,
      trialAt: undefined,
    });
  });
});
