// The law of rejected tokens is a pure function; its rows and their borders are here. What callers make of it over the
// wire is proved by verdicts.spec.ts, the scenarios and the simulations.
import { describe, expect, it } from 'vitest';
import { isNewsworthy } from '../../lib/token/acceptances.js';
import { choose } from '../../lib/token/succession.js';
import { START, TokenLife } from './token-life.js';

const HELD = { verdict: 'again', isWanted: false, dead: [] };
const LATER = { verdict: 'later', isWanted: false, dead: [] };
const ANSWER = { verdict: 'answer', isWanted: false, dead: [] };
/** It is dropped, and another one asked for. */
const dropped = (...dead: string[]) => ({ verdict: 'again', isWanted: true, dead });

/** Somebody who holds a token, and may hold its predecessor too. */
function holding(...tokens: string[]): TokenLife {
  const life = new TokenLife();
  for (const [index, one] of tokens.entries()) {
    life.obtain(one);
    if (index < tokens.length - 1) life.accept(one);
  }
  return life;
}

describe('a rejected token of the past', () => {
  it('has the call go out with what is held', () => {
    const life = holding('a', 'b');
    const { state } = life;

    expect(life.reject('z')).toMatchObject(HELD);
    expect(life.state).toBe(state);
  });

  it('has the call wait for what comes where nothing is held', () => {
    expect(new TokenLife().reject('z')).toMatchObject(HELD);
  });

  it('is one whose time is over, too', () => {
    const life = new TokenLife();
    life.obtain('a', 60);
    life.accept('a');
    life.pass(59_000);
    life.obtain('b');
    life.pass(1_000);

    expect(life.reject('a')).toMatchObject(HELD);
    expect(life.reject('b')).toMatchObject(dropped('b'));
  });
});

describe('a token that was never accepted, without a predecessor', () => {
  it('is dropped, told, and another one asked for', () => {
    const life = holding('a');
    life.pass(100_000);

    expect(life.reject('a')).toMatchObject({
      ...dropped('a'),
      news: { type: 'invalidated', generation: 1, secondsToExpiry: 3_500 },
    });
    expect(life.state.token).toBeUndefined();
  });

  it.each([
    [59_999, { ...LATER, state: { token: { value: 'b' } } }],
    [60_000, dropped('b')],
  ])('once in a minute: %d ms after the last', (sinceMs, expected) => {
    const life = holding('a');
    life.reject('a');
    life.obtain('b');
    life.pass(sinceMs);

    expect(life.reject('b')).toMatchObject(expected);
  });

  it('more often if a token request was under way, whose token may be as dead', () => {
    const life = holding('a');
    expect(life.reject('a', {}, true)).toMatchObject(dropped('a'));
    life.obtain('b');

    expect(life.reject('b')).toMatchObject(dropped('b'));
  });

  it('more often after a token that proved itself', () => {
    const life = holding('a');
    life.reject('a');
    life.prove('b');
    life.reject('b');
    life.obtain('c');

    expect(life.reject('c')).toMatchObject(dropped('c'));
  });
});

describe('a token that was accepted, and died young', () => {
  /** Many of them, all in a moment. */
  function dieYoung(count: number): TokenLife {
    const life = new TokenLife();
    for (let one = 0; one < count; one += 1) {
      life.obtain(`young-${one}`);
      life.accept(`young-${one}`);
      expect(life.reject(`young-${one}`)).toMatchObject(dropped(`young-${one}`));
    }
    return life;
  }

  it.each([
    [11, 0, dropped('last')],
    [12, 0, LATER],
    [12, 9_999, LATER],
    [12, 10_000, dropped('last')],
  ])('is replaced twelve times in ten seconds: after %d, and %d ms', (count, sinceMs, expected) => {
    const life = dieYoung(count);
    life.pass(sinceMs);
    life.obtain('last');
    life.accept('last');

    expect(life.reject('last')).toMatchObject(expected);
  });

  it('is replaced once a minute for an endpoint that has accepted none, and for others as well', () => {
    const life = holding('a');
    life.reject('a');
    life.obtain('b');
    life.accept('b', 'GET /b');

    expect(life.reject('b')).toMatchObject(LATER);
    expect(life.reject('b', { endpoint: 'GET /c' })).toMatchObject(dropped('b'));
  });

  it('is replaced where it was handed out, although another one was asked for within the minute', () => {
    const life = holding('a');
    life.reject('a');
    life.obtain('b');
    life.accept('b');

    expect(life.invalidate('b')).toMatchObject(dropped('b'));
  });

  it('does not have more remembered than is looked at', () => {
    const life = new TokenLife();
    for (let one = 0; one < 40; one += 1) {
      life.obtain(`young-${one}`);
      life.accept(`young-${one}`);
      life.reject(`young-${one}`);
      life.pass(1_000);
    }

    expect(life.state.rejections.asked).toHaveLength(12);
  });
});

describe('a token that proved itself', () => {
  it('is dropped, and another one asked for', () => {
    const life = new TokenLife();
    life.prove('a');

    expect(life.reject('a')).toMatchObject(dropped('a'));
    expect(life.state).toMatchObject({ token: undefined, rejections: { suspect: 'GET /a', asked: [] } });
  });

  it('is one that was accepted ten seconds ago, not a moment less', () => {
    const life = new TokenLife();
    life.obtain('a');
    life.accept('a');
    life.pass(9_999);
    life.reject('a');

    expect(life.state.rejections.suspect).toBeUndefined();
  });

  it('is not one that is old and was never accepted', () => {
    const life = holding('a');
    life.pass(20_000);
    life.reject('a');

    expect(life.state.rejections.suspect).toBeUndefined();
    expect(life.state.rejections.asked).toMatchObject([{ at: life.at }]);
  });

  it.each([
    [9_999, 1],
    [10_000, 0],
  ])('is, where it was handed out, one that has been held for ten seconds: %d ms', (heldMs, asked) => {
    const life = holding('a');
    life.pass(heldMs);

    expect(life.invalidate('a')).toMatchObject(dropped('a'));
    expect(life.state.rejections.asked).toHaveLength(asked);
    expect(life.state.rejections.suspect).toBeUndefined();
  });
});

describe('a token that was handed out for long, and was never accepted by an API call', () => {
  it('is dropped, but leaves the next one no more chances than it would have had', () => {
    const life = holding('a');
    life.reject('a');
    life.obtain('b');
    life.pass(10_000);

    expect(life.invalidate('b')).toMatchObject(dropped('b'));
    life.obtain('c');
    expect(life.reject('c')).toMatchObject(LATER);
  });
});

describe('a token that was never accepted, with a predecessor', () => {
  it('is kept, and its predecessor serves, but for one try a second', () => {
    const life = holding('a', 'b');

    expect(life.reject('b')).toMatchObject(HELD);
    expect(choose(life.state, true, life.at)?.value).toBe('a');
    life.pass(999);
    expect(choose(life.state, true, life.at)?.value).toBe('a');
    life.pass(1);
    expect(choose(life.state, false, life.at)?.value).toBe('a');
    expect(choose(life.state, true, life.at)?.value).toBe('b');
  });

  it('is dropped with it once that is rejected as well', () => {
    const life = holding('a', 'b');
    life.reject('b');

    expect(life.reject('a')).toMatchObject({ ...dropped('a', 'b'), news: { generation: 2 } });
    expect(life.state).toMatchObject({ token: undefined, predecessor: undefined, trialAt: undefined });
  });

  it('is dropped with it as well where somebody to whom that was handed out rejects it', () => {
    const life = holding('a', 'b');
    life.reject('b');

    expect(life.invalidate('a')).toMatchObject(dropped('a', 'b'));
  });

  it('is all that is left where no other may be asked for', () => {
    const life = holding('z');
    life.reject('z');
    life.obtain('a');
    life.accept('a');
    life.obtain('b');
    life.reject('b');

    expect(life.reject('a')).toMatchObject({ ...LATER, dead: ['a'] });
    expect(choose(life.state, false, life.at)?.value).toBe('b');
    expect(life.state).toMatchObject({ predecessor: undefined, trialAt: undefined });
  });

  it('serves alone once its predecessor has ended, which is no loss', () => {
    const life = holding('a', 'b');

    expect(life.reject('a')).toMatchObject({ ...HELD, dead: ['a'] });
    expect(life.state).toMatchObject({ token: { value: 'b' }, predecessor: undefined, trialAt: undefined });
  });
});

describe('an endpoint that has rejected all that could be tried', () => {
  const LAST = { maySendAgain: false };

  /** The law was gone through at `GET /a` with this token of the second generation. */
  function goneThrough(call = {}): TokenLife {
    const life = holding('a');
    life.reject('a');
    life.obtain('b');
    expect(life.reject('b', { ...LAST, ...call })).toMatchObject(ANSWER);
    return life;
  }

  it('gets its answers to the callers for a minute, and nobody else notices', () => {
    const life = goneThrough();
    const { state } = life;

    expect(life.reject('b')).toMatchObject(ANSWER);
    life.pass(59_999);
    expect(life.reject('b')).toMatchObject(ANSWER);
    expect(life.state).toBe(state);
    expect(life.reject('b', { endpoint: 'GET /b' })).toMatchObject(LATER);
    life.pass(1);
    expect(life.reject('b')).toMatchObject(dropped('b'));
  });

  it('is heard about tokens before those that it has rejected', () => {
    const life = holding('a', 'b');
    life.reject('b', LAST);

    expect(life.reject('b')).toMatchObject(ANSWER);
    expect(life.reject('a')).toMatchObject({ verdict: 'again' });
  });

  it('is not heard about tokens after it', () => {
    const life = goneThrough();
    life.obtain('c');

    expect(life.reject('c')).toMatchObject(ANSWER);
  });

  it('is heard about the two tokens after it where its calls cannot be sent again', () => {
    const life = goneThrough({ isResendable: false });
    for (const [one, verdict] of [
      ['b', 'later'],
      ['c', 'again'],
      ['d', 'answer'],
    ] as const) {
      if (one !== 'b') life.obtain(one);
      expect(life.reject(one).verdict).toBe(verdict);
    }
  });

  it('is not extended by a call that cannot be sent again within the minute', () => {
    const life = goneThrough({ isResendable: false });
    life.pass(30_000);
    expect(life.reject('b', LAST)).toMatchObject(ANSWER);

    expect(life.state.rejections.endpoints.get('GET /a')).toEqual({ at: START, generation: 4 });
  });

  it('is not known by a token of the past, which says nothing of those that are held', () => {
    const life = holding('a');

    expect(life.reject('z', LAST)).toMatchObject(ANSWER);
    expect(life.state.rejections.endpoints.size).toBe(0);
  });

  it('asks for another token all the same, for the calls to come', () => {
    const life = holding('a');

    expect(life.reject('a', LAST)).toMatchObject({ ...dropped('a'), verdict: 'answer' });
  });

  it('is forgotten when it accepts a token, which another endpoint cannot do for it', () => {
    const life = goneThrough();
    life.accept('b', 'GET /b');
    expect(life.reject('b')).toMatchObject(ANSWER);

    life.accept('b');
    expect(life.reject('b').verdict).not.toBe('answer');
  });

  it('is one of a hundred at most, of which the oldest is forgotten', () => {
    const life = holding('z');
    life.reject('z');
    life.obtain('a');
    const endpoints = Array.from({ length: 100 }, (_, index) => `GET /${index}`);
    for (const endpoint of endpoints) life.reject('a', { ...LAST, endpoint });
    // After its minute the second is the newest.
    life.obtain('b');
    life.pass(60_000);
    life.reject('b', { ...LAST, endpoint: 'GET /1' });
    expect([...life.state.rejections.endpoints.keys()]).toEqual(['GET /0', ...endpoints.slice(2), 'GET /1']);

    life.obtain('c');
    life.reject('c', { ...LAST, endpoint: 'GET /more' });
    expect([...life.state.rejections.endpoints.keys()]).toEqual([
      ...endpoints.slice(2),
      'GET /1',
      'GET /more',
    ]);
  });
});

describe('tokens that proved themselves and end early', () => {
  /** One that does: the endpoint that rejects it accepts the next one. Whether it is told that somebody ends tokens. */
  function die(life: TokenLife, name: string): boolean | undefined {
    life.prove(name);
    life.reject(name);
    life.obtain(`${name}-2`);
    return life.accept(`${name}-2`).isEndedByOthers;
  }

  it('are told of once there were two in two hours, and not again', () => {
    const life = new TokenLife();

    expect(die(life, 'a')).toBe(false);
    expect(die(life, 'b')).toBe(true);
    expect(die(life, 'c')).toBe(false);
    expect(life.state.rejections.deaths).toHaveLength(2);
  });

  it.each([
    [7_199_999, true],
    [7_200_000, false],
  ])('are told of if they ended within two hours: %d ms', (betweenMs, expected) => {
    const life = new TokenLife();
    die(life, 'a');
    // Of that time, ten seconds pass while the next one proves itself.
    life.pass(betweenMs - 10_000);

    expect(die(life, 'b')).toBe(expected);
  });

  it('have not ended if the endpoint that said so rejects the next one as well', () => {
    const life = new TokenLife();
    die(life, 'a');
    life.prove('b');
    life.reject('b');
    life.obtain('c');
    life.reject('c', { maySendAgain: false });
    expect(life.state.rejections.suspect).toBeUndefined();
    life.obtain('d');

    expect(life.accept('d').isEndedByOthers).toBe(false);
  });

  it('have ended whatever another endpoint rejects', () => {
    const life = new TokenLife();
    die(life, 'a');
    life.prove('b');
    life.reject('b');
    life.obtain('c');
    life.reject('c', { endpoint: 'GET /b', maySendAgain: false });
    life.obtain('d');

    expect(life.accept('d').isEndedByOthers).toBe(true);
  });

  it('have not ended as long as only another endpoint accepts the next one', () => {
    const life = new TokenLife();
    die(life, 'a');
    life.prove('b');
    life.reject('b');
    life.obtain('c');

    expect(life.accept('c', 'GET /b').isEndedByOthers).toBe(false);
    expect(life.accept('c').isEndedByOthers).toBe(true);
    expect(life.state.rejections.suspect).toBeUndefined();
  });
});

describe('an acceptance', () => {
  it('is noted with its time, at first', () => {
    const life = holding('a');
    life.accept('a');
    life.pass(1_000);
    const { state } = life;
    life.accept('a');

    expect(life.state).toBe(state);
    expect(state.token?.acceptedAt).toEqual(START);
  });

  it.each([
    ['of another token says nothing of the one that is held', ['a']],
    ['says nothing where none is held', []],
  ])('%s', (_what, held) => {
    const life = holding(...held);
    const { state } = life;
    life.accept('z');

    expect(life.state).toBe(state);
  });

  it('is news of a token that was never accepted, of a suspect, and of endpoints that rejected everything', () => {
    expect(isNewsworthy(new TokenLife().state, 'a')).toBe(false);
    const life = holding('a');
    expect(isNewsworthy(life.state, 'a')).toBe(true);
    expect(isNewsworthy(life.state, 'z')).toBe(false);
    life.accept('a');
    expect(isNewsworthy(life.state, 'a')).toBe(false);

    life.pass(10_000);
    life.reject('a');
    expect(isNewsworthy(life.state, 'z')).toBe(true);

    const other = holding('b');
    other.reject('b', { maySendAgain: false });
    expect(isNewsworthy(other.state, 'z')).toBe(true);
  });
});
