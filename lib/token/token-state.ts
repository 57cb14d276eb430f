import type { AccountIdentity } from '../errors/account-identity.js';
import { type Instant, isReached, remainingMs, toDate } from '../timing/instant.js';
import { isEndedByOthers, noteAcceptance } from './acceptances.js';
import { type AccessToken, layOut, layOutAgain } from './access-token.js';
import type { ObtainedToken } from './source/obtained-token.js';
import { errorOf, remember } from './refresh-failure.js';
import { judgeRejection, NO_REJECTIONS, type RejectedCall, type Tokens, type Verdict } from './rejections.js';
import { type Renewable, validToken } from './renewal-timing.js';
import { onTrial, predecessorOf } from './succession.js';
import type { TokenAttempt } from './source/token-source.js';
import type { RefreshReason, TokenNews } from '../observation/token-events.js';
import type { TokenFailure, TokenFailureKind } from './source/token-failure.js';
import type { TokenPolicy } from './source/token-policy.js';

/** Everything that decisions depend on. It is immutable; each transition returns a new state. */
export interface TokenState extends Renewable, Tokens {
  /** Number of the token that was obtained last. */
  readonly generation: number;
}

export const NO_TOKEN: TokenState = { generation: 0, toldExpired: 0, rejections: NO_REJECTIONS };

/** The new state, and what has to be reported. */
export interface Step {
  readonly state: TokenState;
  readonly news?: TokenNews;
  /** The kind of the failure, after a failed attempt. */
  readonly kind?: TokenFailureKind;
  /** Whether it has turned out that another program ends the tokens of this key. */
  readonly isEndedByOthers?: boolean;
}

/** A step after a rejection. */
export interface RejectionStep extends Step {
  readonly verdict: Verdict;
  /** Tokens that no process may take over any more. */
  readonly dead: readonly string[];
  /** Whether another token has to be requested. */
  readonly isWanted: boolean;
}

/** How an attempt came about. */
export interface AttemptFacts {
  readonly reason: RefreshReason;
  readonly durationMs: number;
}

/** The conditions of transitions. */
export interface Terms {
  readonly policy: TokenPolicy;
  readonly identity: AccountIdentity;
  /** A number from 0 to 1. */
  readonly random: number;
}

/** An attempt has ended. It is undefined if it was given up or found nothing new. */
export function ended(
  state: TokenState,
  attempt: TokenAttempt | undefined,
  facts: AttemptFacts,
  at: Instant,
  terms: Terms,
): Step {
  if (attempt === undefined) return { state };
  if (attempt.problem) return failed(state, attempt.problem, facts, at, terms);
  return obtained(state, attempt.value, facts, at, terms);
}

/** A token was obtained. */
export function obtained(
  state: TokenState,
  token: ObtainedToken,
  facts: AttemptFacts,
  at: Instant,
  terms: Terms,
): Step {
  const { policy, random } = terms;
  const { response, source } = token;
  const fail = (failure: TokenFailure): Step => failed(state, failure, facts, at, terms);
  const generation = state.generation + 1;
  const same = state.token?.value === response.accessToken ? state.token : undefined;
  const next = same
    ? layOutAgain(same, token, generation, at, policy, random)
    : layOut(token, generation, at, policy, random);
  if (next === undefined) {
    return fail({
      kind: 'transient',
      reason: 'it returned the expired token once more',
      isQuick: true,
    });
  }
  // Only the monotonic clock counts. A wall clock that was set meanwhile says nothing about the time in
  // transit.
  if (at.monotonicMs >= next.expiresAt.monotonicMs) {
    const reason = `it was valid for ${next.lifetime.seconds} s and expired on its way here`;
    return fail({ kind: 'transient', reason });
  }
  return {
    state: {
      ...state,
      token: next,
      predecessor: same ? state.predecessor : predecessorOf(state, at),
      trialAt: same ? state.trialAt : undefined,
      failure: undefined,
      generation,
    },
    news: { type: 'refreshed', generation, source, secondsToExpiry: secondsTo(next, at), ...facts },
  };
}

/** An attempt failed. */
export function failed(
  state: TokenState,
  failure: TokenFailure,
  facts: AttemptFacts,
  at: Instant,
  { policy, random, identity }: Terms,
): Step {
  const held = validToken(state, at);
  const remembered = remember(failure, state.failure, held, at, policy, random, identity);
  const { code, message } = errorOf(remembered);
  return {
    state: { ...state, failure: remembered },
    kind: failure.kind,
    news: {
      type: 'failed',
      generation: held?.generation ?? 0,
      secondsToExpiry: held ? secondsTo(held, at) : 0,
      code,
      message,
      nextAttemptAt: toDate(remembered.nextAttemptAt, at),
      ...facts,
    },
  };
}

/** A token was rejected by the API, or was reported as rejected. */
export function rejected(
  state: TokenState,
  value: string,
  call: RejectedCall | undefined,
  isAsking: boolean,
  at: Instant,
): RejectionStep {
  const { dropped, ...judged } = judgeRejection(state, value, call, isAsking, at);
  if (dropped === undefined) return { ...judged, isWanted: false };
  const { generation } = dropped;
  const news: TokenNews = { type: 'invalidated', generation, secondsToExpiry: secondsTo(dropped, at) };
  return { ...judged, news, isWanted: true };
}

/** A token was accepted by the API, which gave an answer other than a rejection. */
export function accepted(state: TokenState, value: string, endpoint: string, at: Instant): Step {
  const next = noteAcceptance(state, value, endpoint, at);
  const wasKnown = isEndedByOthers(state.rejections, at);
  return { state: next, isEndedByOthers: !wasKnown && isEndedByOthers(next.rejections, at) };
}

/** The newest token is about to be sent. If it is on trial, it is not tried again for a while. */
export function tried(state: TokenState, at: Instant): Step {
  return { state: state.trialAt === undefined ? state : onTrial(state, at) };
}

/** Time has passed. If a token has expired, that is reported once. */
export function passed(state: TokenState, at: Instant): Step {
  const { token, toldExpired } = state;
  const isOver = token !== undefined && toldExpired < token.generation && isReached(token.expiresAt, at);
  if (!isOver) return { state };
  const { generation } = token;
  return { state: { ...state, toldExpired: generation }, news: { type: 'expired', generation } };
}

/** The account wakes up. An expiry that came while it slept is not reported. */
export function woken(state: TokenState, at: Instant): TokenState {
  if (validToken(state, at) !== undefined) return state;
  return { ...state, token: undefined, predecessor: undefined, trialAt: undefined };
}

function secondsTo(token: AccessToken, at: Instant): number {
  return Math.max(0, remainingMs(token.expiresAt, at)) / 1000;
}
