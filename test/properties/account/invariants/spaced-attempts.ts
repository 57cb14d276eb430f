import { elapsedMs, type Reading } from '../../engine/clock.js';
import { type Invariant, TOLERANCE_MS } from '../../engine/invariant.js';
import type { TokenAttempt } from '../account-model.js';
import type { LoneAccount } from '../lone-account.js';
import type { Exchange } from '../../engine/network.js';

/** Endings of a connection after which one second try at once is right. */
const WORTH_A_SECOND_TRY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Every token request has a reason: no good token, a token due for renewal, somebody's `refresh()`, or the end of the
 * pause after a failure. Together with spaced rejections this bounds their number whatever the servers do.
 */
export const attemptsAreSpaced: Invariant<LoneAccount> = (view, violate) => {
  const { model } = view;
  return {
    sent: (exchange) => {
      if (exchange.to !== 'token') return;
      const problem = model.unfinished ? secondTryProblem(view, exchange) : attemptProblem(view, exchange);
      if (problem !== undefined) violate(problem);
    },
    event: ({ type }) => {
      const { attempt } = model;
      const last = attempt?.requests.at(-1);
      if (type !== 'failed' || attempt === undefined || last?.outcome?.kind !== 'aborted') return;
      // Being paced, the second try waits for a slot, which does not count.
      const mayHaveWaited = view.isPaced && attempt.requests.length > 1;
      const timeoutMs = timeoutOf(attempt);
      const took = view.clock.read().monotonic - attempt.startedAt.monotonic;
      if (last.answer.afterMs < Math.min(timeoutMs, took) && !mayHaveWaited)
        violate(`an answer that came within ${last.answer.afterMs} ms was not read`);
      // A standstill is no time of the attempt.
      if (view.clock.stoodStillSince(attempt.startedAt.monotonic)) return;
      if (!mayHaveWaited && Math.abs(took - timeoutMs) > TOLERANCE_MS)
        violate(`an attempt ended after ${took} ms instead of ${timeoutMs} ms`);
    },
  };
};

/** The timeout of its first request, in milliseconds. */
function timeoutOf({ held, startedAt }: TokenAttempt): number {
  if (held === undefined) return 10_000;
  const leftMs = held.lifetimeMs - elapsedMs(held.requestedAt, startedAt);
  return Math.min(10_000, Math.max(250, held.tookMs * 3, leftMs / 3));
}

function secondTryProblem({ model, isPaced, clock }: LoneAccount, { sentAt }: Exchange): string | undefined {
  const { attempt } = model;
  const first = attempt?.requests[0];
  if (first === undefined || attempt?.requests.length !== 1) return 'a third try within one attempt';
  // A standstill outlasted the time of the first one, which had no answer.
  const isOver = sentAt.monotonic - first.sentAt.monotonic >= timeoutOf(attempt);
  const isUnanswered = first.outcome?.kind === 'aborted' || (first.outcome?.kind === 'broken' && isOver);
  if (isUnanswered && clock.stoodStillSince(first.sentAt.monotonic)) return undefined;
  if (model.failure !== undefined) return 'a second try although attempts have been failing';
  if (first.outcome?.kind !== 'broken' || !WORTH_A_SECOND_TRY.has(first.outcome.code))
    return `a second try after ${JSON.stringify(first.outcome)}`;

  if (!isPaced && first.endedAt?.monotonic !== sentAt.monotonic) return 'a second try that was not immediate';
  return undefined;
}

function attemptProblem(view: LoneAccount, { sentAt }: Exchange): string | undefined {
  const { failure, good } = view.model;
  if (failure !== undefined) {
    const sinceMs = elapsedMs(failure.at, sentAt);
    if (sinceMs >= failure.pause.least - 1 || wasSetInTheQueue(view, failure.at)) return undefined;
    return `a token request ${sinceMs} ms after failure ${failure.count} instead of ${failure.pause.least} ms`;
  }
  if (good === undefined) return undefined;
  const sinceMs = elapsedMs(good.requestedAt, sentAt);
  if (sinceMs >= 0.7 * good.lifetimeMs - 1 || wasSetInTheQueue(view, good.requestedAt)) return undefined;
  const isAskedFor = [...view.pending].some(({ kind }) => kind === 'refresh');
  return isAskedFor
    ? undefined
    : `a token request ${sinceMs} ms into the ${good.lifetimeMs} ms of a good token`;
}

/** Paced, a request may be sent after a clock that said it was due has been set back. */
function wasSetInTheQueue(view: LoneAccount, since: Reading): boolean {
  return view.isPaced && view.clock.wasSetSince(since);
}
