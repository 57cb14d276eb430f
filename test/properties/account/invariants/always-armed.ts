import { elapsedMs } from '../../engine/clock.js';
import { type Invariant, SLOT_MS, TOLERANCE_MS } from '../../engine/invariant.js';
import type { LoneAccount } from '../lone-account.js';

/** The code with which callers are told of a failed attempt that ended so. */
function expectedCode(status: number, body: string, retryAfter: string | undefined): string {
  if (status >= 200 && status < 300) return 'MALFORMED_TOKEN_RESPONSE';
  if (status >= 400 && status < 500 && body.includes('invalid_client')) return 'CREDENTIALS_REJECTED';
  const isRedirect = status < 400 && !retryAfter;
  return isRedirect ? 'TOKEN_ENDPOINT_MISCONFIGURED' : 'TOKEN_ENDPOINT_UNAVAILABLE';
}

/** While anything failed or a token is held, the next attempt comes by itself and in time. */
export const nextAttemptIsArmed: Invariant<LoneAccount> = (view, violate) => ({
  passed: () => {
    const { dueAt, attempt } = view.model;
    if (view.isClosing || attempt !== undefined || dueAt === undefined) return;
    const lateMs = view.clock.read().monotonic - Math.max(dueAt, view.clock.caughtUpAt);
    if (lateMs > TOLERANCE_MS + (view.isPaced ? SLOT_MS : 0))
      violate(`a token request is overdue by ${lateMs} ms`);
  },
});

/** Every attempt that ended is reported as what it was. */
export const attemptsAreReported: Invariant<LoneAccount> = (view, violate) => ({
  event: (event) => {
    const last = view.model.attempt?.requests.at(-1);
    const outcome = last?.outcome;
    if (event.type === 'refreshed') {
      if (outcome?.kind !== 'answered' || outcome.grant === undefined)
        violate('a token was reported that none gave');
    } else if (event.type === 'failed') {
      if (outcome === undefined) return violate('a failure was reported before its attempt had ended');
      if (outcome.kind !== 'answered') {
        if (event.code !== 'TOKEN_ENDPOINT_UNAVAILABLE')
          violate(`${outcome.kind} was reported as ${event.code}`);
        return;
      }
      const tookMs = last?.endedAt && elapsedMs(last.sentAt, last.endedAt);
      if (outcome.grant !== undefined) {
        const isTooLate = (tookMs ?? 0) >= outcome.grant.lifetime.readAsSeconds * 1_000;
        const { good, held } = view.model;
        const { says, readAsSeconds } = outcome.grant.lifetime;
        // It ends when it was first said to end, whatever the endpoint says when it gives it out once more.
        const endsAt =
          held?.token === outcome.grant.token ? held.requestedAt.monotonic + held.lifetimeMs : Infinity;
        const isOver = endsAt <= view.clock.read().monotonic;
        // No usable lifetime while a good token is held is no success.
        const isUnusable = good !== undefined && !good.isAssumed && readAsSeconds === 300 && says !== 300;
        if (!isTooLate && !isUnusable && !isOver)
          violate(`a good token was reported as ${event.code}: ${event.message}`);
        return;
      }
      const expected = expectedCode(outcome.status, last?.answer.body ?? '', outcome.retryAfter);
      if (event.code !== expected) violate(`status ${outcome.status} was reported as ${event.code}`);
    } else if (event.type === 'expired') {
      const { good } = view.model;
      if (good !== undefined) violate('a good token was reported as expired');
    }
  },
  passed: () => {
    const { attempt } = view.model;
    const last = attempt?.requests.at(-1);
    if (attempt === undefined || last?.outcome === undefined || view.isClosing) return;
    // Paced, the second try may still wait for its slot.
    const mayFollow = last.outcome.kind === 'broken' || last.outcome.kind === 'aborted';
    if (view.isPaced && mayFollow && attempt.requests.length === 1) return;
    violate(`an attempt ended with ${JSON.stringify(last.outcome)} and nobody was told`);
  },
});
