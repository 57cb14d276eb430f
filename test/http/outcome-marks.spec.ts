// How an error is marked is a function of the error and the evidence. Which evidence says what is tried in
// outcome-law.spec.ts, and what callers see of it in test/http/outcome.spec.ts.
import { AxiosError, CanceledError } from 'axios';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { type Evidence, markOutcome, outcomeOf } from '../../lib/http/outcome.js';

const sent: Evidence = { method: 'POST', connection: 'stood', hasStreamedBody: false };
const ADVICE = '; it is unknown whether the API acted on it, so check before you send it again';

describe('an error with which a request ends', () => {
  it('of axios is marked and advises to look, once', () => {
    const error = new AxiosError('socket hang up');
    expect(isOutcomeUnknown(error)).toBe(false);

    markOutcome(error, sent);
    markOutcome(error, sent);

    expect(isOutcomeUnknown(error)).toBe(true);
    expect(error.message).toBe(`socket hang up${ADVICE}`);
  });

  it.each([
    ['of a caller who gave up', new CanceledError(), 'canceled'],
    ['that is not from axios', new TypeError('cannot read it'), 'cannot read it'],
  ])('%s is marked and keeps its words', (_what, error, message) => {
    markOutcome(error, sent);

    expect(isOutcomeUnknown(error)).toBe(true);
    expect(error.message).toBe(message);
  });

  it('is left alone where its outcome is known', () => {
    const error = new AxiosError('refused');
    markOutcome(error, { ...sent, status: 404 });

    expect(isOutcomeUnknown(error)).toBe(false);
    expect(error).not.toHaveProperty('outcome');
    expect(error.message).toBe('refused');
  });

  it.each([[undefined], [null], ['text'], [{ outcome: 'known' }]])('may be none: %j', (error) => {
    const before = JSON.stringify(error);
    markOutcome(error, sent);

    expect(JSON.stringify(error)).toBe(before);
    expect(isOutcomeUnknown(error)).toBe(false);
  });

  it('is one whose outcome is unknown only if it is an error that says just that', () => {
    expect(isOutcomeUnknown({ outcome: 'unknown' })).toBe(false);
    expect(isOutcomeUnknown(Object.assign(new Error('no'), { outcome: 'known' }))).toBe(false);
    expect(isOutcomeUnknown(Object.assign(new Error('no'), { outcome: 'unknown' }))).toBe(true);
  });

  it('is looked for ten groups deep, and no deeper', () => {
    const beneath = (depth: number): Error =>
      depth === 0
        ? Object.assign(new Error('connect'), { syscall: 'connect' })
        : new AggregateError([beneath(depth - 1)]);

    expect(outcomeOf(beneath(10), { ...sent, connection: 'unseen' })).toBe('known');
    expect(outcomeOf(beneath(11), { ...sent, connection: 'unseen' })).toBe('unknown');
  });
});
