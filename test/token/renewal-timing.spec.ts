// When a token is renewed, to the millisecond. That the timer and the callers keep to it is proved by refresh.spec.ts and
// the scenarios.
import { describe, expect, it } from 'vitest';
import { after } from '../../lib/timing/instant.js';
import { decide, dueAt, renewalDueAt } from '../../lib/token/renewal-timing.js';
import { START, TokenLife } from './token-life.js';

/** Of a token of an hour, drawn in the middle of the band: renewed from 72.5 % on, waited for from two seconds before its end. */
const REFRESH = 2_610_000;
const WAIT = 3_598_000;
const EXPIRY = 3_600_000;

/** Something that asks for no pause beyond what the number of the failure makes of it. */
const OUTAGE = { kind: 'transient', reason: 'it answered 503' } as const;

function heldFor(milliseconds: number): TokenLife {
  const life = new TokenLife();
  life.obtain('a');
  life.pass(milliseconds);
  return life;
}

describe('what is done for a caller', () => {
  it.each([
    [0, 'serve'],
    [REFRESH - 1, 'serve'],
    [REFRESH, 'serve-and-renew'],
    [WAIT - 1, 'serve-and-renew'],
    [WAIT, 'wait'],
    [EXPIRY, 'wait'],
  ])('of a token that is %d ms old: %s', (ageMs, decision) => {
    const life = heldFor(ageMs);

    expect(decide(life.state, life.at)).toBe(decision);
  });

  it('without any token: it waits', () => {
    expect(decide(new TokenLife().state, START)).toBe('wait');
  });

  it.each([
    [REFRESH, 0, 'serve'],
    [REFRESH, 749, 'serve'],
    [REFRESH, 750, 'serve-and-renew'],
    [EXPIRY - 500, 199, 'serve'],
    [EXPIRY - 500, 200, 'wait'],
    [EXPIRY, 0, 'wait'],
  ])('of a token whose renewal failed at %d ms, %d ms later: %s', (ageMs, sinceMs, decision) => {
    const life = heldFor(ageMs);
    life.fail(OUTAGE);
    life.pass(sinceMs);

    expect(decide(life.state, life.at)).toBe(decision);
  });
});

describe('when there is something to do', () => {
  it('is never while there is no token and nothing failed', () => {
    const { state } = new TokenLife();

    expect(renewalDueAt(state)).toBeUndefined();
    expect(dueAt(state)).toBeUndefined();
  });

  it('is the renewal of a token', () => {
    const { state } = heldFor(0);

    expect(renewalDueAt(state)).toEqual(after(START, REFRESH));
    expect(dueAt(state)).toEqual(after(START, REFRESH));
  });

  it('is the next attempt where there is no token', () => {
    const life = new TokenLife();
    life.fail(OUTAGE);

    expect(dueAt(life.state)).toEqual(after(START, 750));
  });

  it('is the next attempt after a failure, or the expiry that is to be told if that comes first', () => {
    const life = heldFor(REFRESH);
    life.fail(OUTAGE);
    expect(dueAt(life.state)).toEqual(after(life.at, 750));

    life.pass(EXPIRY - 100 - REFRESH);
    life.fail(OUTAGE);
    expect(renewalDueAt(life.state)).toEqual(after(life.at, 200));
    expect(dueAt(life.state)).toEqual(after(life.at, 100));

    life.pass(100);
    life.tell();
    expect(dueAt(life.state)).toEqual(after(life.at, 100));
  });

  it('is reckoned by both clocks apart, since one of them may be set', () => {
    const life = heldFor(EXPIRY - 100);
    // The wall clock was set back by an hour; the next attempt is due by it first, the expiry by the other one.
    life.at = { ...life.at, wallMs: life.at.wallMs - 3_600_000 };
    life.fail(OUTAGE);

    expect(dueAt(life.state)).toEqual({
      wallMs: life.at.wallMs + 200,
      monotonicMs: life.at.monotonicMs + 100,
    });
  });
});
