// The law of sending again is one pure function; its whole table is here. That calls keep to it over the wire is proved
// by replay.spec.ts and by test/resilience.
import { describe, expect, it } from 'vitest';
import {
  after,
  type Allowance,
  type AttemptFacts,
  isSafe,
  mayReplay,
  next,
  type SoFar,
} from '../../lib/http/retry.js';

const FIRST: SoFar = { rejections: 0, wasLast: false, retries: 0 };
const allowance: Allowance = {
  isResendable: true,
  mayReplay: true,
  maxRetries: 2,
  backoff: { baseMs: 100, maxMs: 1_000 },
  timeoutMs: 30_000,
};
const answered: AttemptFacts = { method: 'POST', isOverLimit: false, hasFailed: false };
const overLimit: AttemptFacts = { ...answered, isOverLimit: true };
const failed: AttemptFacts = { ...answered, method: 'GET', hasFailed: true };
const rejected: AttemptFacts = { ...answered, rejection: 'again' };

const SETTLE = { do: 'settle' };

describe('a method that changes nothing', () => {
  it.each([
    ['GET', true],
    ['HEAD', true],
    ['OPTIONS', true],
    ['POST', false],
    ['PUT', false],
    ['PATCH', false],
    ['DELETE', false],
    ['QUERY', false],
    ['', false],
  ])('%s: %s', (method, expected) => {
    expect(isSafe(method)).toBe(expected);
  });
});

describe('what comes after an attempt', () => {
  it.each<[what: string, facts: AttemptFacts, soFar: Partial<SoFar>, allowed: Partial<Allowance>]>([
    ['an answer', answered, {}, {}],
    ['an answer to a GET', { ...answered, method: 'GET' }, {}, {}],
    ['a failure of what may have changed something', { ...failed, method: 'POST' }, {}, {}],
    ['a failure of what deletes', { ...failed, method: 'DELETE' }, {}, {}],
    ['the third failure', failed, { retries: 2 }, {}],
    ['the third 429', overLimit, { retries: 2 }, {}],
    ['a failure without retries', failed, {}, { maxRetries: 0 }],
    ['a failure with a body that is used up', failed, {}, { isResendable: false }],
    ['a 429 with a body that is used up', overLimit, {}, { isResendable: false }],
    ['a rejected token with a body that is used up', rejected, {}, { isResendable: false }],
    ['a rejected token where the caller wants no replay', rejected, {}, { mayReplay: false }],
    ['the third rejected token', rejected, { rejections: 2 }, {}],
    ['a rejected token after the last sending', rejected, { rejections: 1, wasLast: true }, {}],
    ['a rejection that is for the caller', { ...answered, rejection: 'answer' }, {}, {}],
    ['a pause as long as the call', { ...overLimit, retryAfterMs: 30_000 }, {}, {}],
    ['a pause longer than the call', { ...failed, retryAfterMs: 90_000 }, {}, {}],
  ])('%s is for the caller', (_what, facts, soFar, allowed) => {
    expect(next(facts, { ...FIRST, ...soFar }, { ...allowance, ...allowed }, 0.5)).toEqual(SETTLE);
  });

  it.each(['GET', 'POST', 'DELETE'])('a %s whose token was rejected goes out with another one', (method) => {
    const facts = { ...rejected, method };

    expect(next(facts, FIRST, allowance, 0.5)).toEqual({ do: 'replay' });
    expect(next(facts, { ...FIRST, rejections: 1 }, allowance, 0.5)).toEqual({ do: 'replay' });
    // Failures are counted by themselves.
    expect(next(facts, { ...FIRST, retries: 2 }, allowance, 0.5)).toEqual({ do: 'replay' });
  });

  it('where no other token is to be had, it goes out a last time after half a second to one', () => {
    const facts: AttemptFacts = { ...answered, rejection: 'later' };

    expect(next(facts, FIRST, allowance, 0)).toEqual({ do: 'replay', pauseMs: 500, isLast: true });
    expect(next(facts, FIRST, allowance, 1)).toEqual({ do: 'replay', pauseMs: 1_000, isLast: true });
  });

  it.each([
    ['GET', failed],
    ['HEAD', { ...failed, method: 'HEAD' }],
    ['OPTIONS', { ...failed, method: 'OPTIONS' }],
    ['POST after a 429', overLimit],
    ['GET after a 429 that the caller accepts', { ...overLimit, method: 'GET' }],
    // It is not resent on account of the token, but may be on account of the rest.
    ['GET that failed with a rejected token', { ...failed, rejection: 'answer' as const }],
  ])('%s is sent again after a pause that doubles', (_what, facts) => {
    expect(next(facts, FIRST, allowance, 0)).toEqual({ do: 'retry', pauseMs: 50 });
    expect(next(facts, FIRST, allowance, 1)).toEqual({ do: 'retry', pauseMs: 100 });
    expect(next(facts, { ...FIRST, retries: 1 }, allowance, 1)).toEqual({ do: 'retry', pauseMs: 200 });
  });

  it('waits for what the server asked for, unless the own pause is longer', () => {
    const asked = (retryAfterMs: number): AttemptFacts => ({ ...overLimit, retryAfterMs });

    expect(next(asked(29_999), FIRST, allowance, 1)).toEqual({ do: 'retry', pauseMs: 29_999 });
    expect(next(asked(10), FIRST, allowance, 1)).toEqual({ do: 'retry', pauseMs: 100 });
  });
});

describe('whether a call could be sent again if its token were rejected', () => {
  it.each<[what: string, soFar: Partial<SoFar>, mayReplay: boolean, expected: boolean]>([
    ['at first', {}, true, true],
    ['after one rejection', { rejections: 1 }, true, true],
    ['after two', { rejections: 2 }, true, false],
    ['as a last try', { rejections: 1, wasLast: true }, true, false],
    ['where the caller wants no replay', {}, false, false],
  ])('%s', (_what, soFar, replay, expected) => {
    expect(mayReplay({ ...FIRST, ...soFar }, { ...allowance, mayReplay: replay })).toBe(expected);
  });
});

describe('the count of sendings', () => {
  it('keeps rejections and failures apart', () => {
    const soFar: SoFar = { rejections: 1, wasLast: false, retries: 1 };

    expect(after(soFar, { do: 'retry', pauseMs: 1 })).toEqual({ ...soFar, retries: 2 });
    expect(after(soFar, { do: 'replay' })).toEqual({ ...soFar, rejections: 2 });
    expect(after(soFar, { do: 'replay', pauseMs: 1, isLast: true })).toEqual({
      ...soFar,
      rejections: 2,
      wasLast: true,
    });
  });
});
