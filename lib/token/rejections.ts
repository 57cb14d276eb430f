import { after, type Instant, isReached } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { goodPredecessor, isOnTrial, isProven, onTrial, PROVED_MS, type Succession } from './succession.js';

/**
 * How long the rejections of an endpoint that has rejected every token say nothing about the tokens, in
 * milliseconds.
 */
const ROUND_MS = 60_000;

/** How many endpoints are remembered. */
const MOST_ENDPOINTS = 100;

/** How many tokens that were accepted and died young may be replaced within `withinMs` milliseconds. */
const MOST_YOUNG = { count: 12, withinMs: 10_000 };

/** The state that the rules for rejected tokens depend on. */
export interface Tokens extends Succession {
  readonly rejections: Rejections;
}

/** What is remembered of rejections. */
export interface Rejections {
  /**
   * Tokens that were requested to replace tokens that were rejected before they were proven; oldest first.
   */
  readonly asked: readonly Asked[];
  /** Endpoints that still rejected a call after everything had been tried; oldest first. */
  readonly endpoints: ReadonlyMap<string, Round>;
  /** The endpoint that was the first to reject a proven token, until it accepts another one. */
  readonly suspect?: string;
  /** The instants at which proven tokens ended early. */
  readonly deaths: readonly Instant[];
}

interface Asked {
  readonly at: Instant;
  /** The endpoint whose rejection was the reason, until it accepts a token. */
  readonly endpoint?: string;
}

/** Records that an endpoint has rejected everything that could be tried. */
interface Round {
  readonly at: Instant;
  /** Tokens of this and later generations are not worth another try. */
  readonly generation: number;
}

export const NO_REJECTIONS: Rejections = { asked: [], endpoints: new Map(), deaths: [] };

/** The call whose token was rejected. */
export interface RejectedCall {
  /** Method and path. They identify an endpoint that rejects everything. */
  readonly endpoint: string;
  /** Whether this call can be sent a second time at all. */
  readonly isResendable: boolean;
  /** Whether it can be sent once more. */
  readonly maySendAgain: boolean;
}

/**
 * What a rejection means for the call:
 *
 * - `again`: there is another token, or there will be one; send the call with it
 * - `later`: there is none, and none is requested; in a moment the API may know the one that is held
 * - `answer`: give the answer to the caller
 */
export type Verdict = 'again' | 'later' | 'answer';

interface Judgement<S extends Tokens> {
  readonly state: S;
  readonly verdict: Verdict;
  /** Tokens that no process may use any more. */
  readonly dead: readonly string[];
  /** The token that was dropped. Another one has to be requested in its place. */
  readonly dropped?: AccessToken;
}

/**
 * Decides what the rejection of a token means, for the token and for the call.
 *
 * @param call undefined if the rejection was reported by `invalidate()`
 * @param isAsking whether a token request is in progress
 */
export function judgeRejection<S extends Tokens>(
  state: S,
  value: string,
  call: RejectedCall | undefined,
  isAsking: boolean,
  at: Instant,
): Judgement<S> {
  const generation = [state.token, state.predecessor].find((one) => one?.value === value)?.generation ?? 0;
  // An endpoint that has just rejected everything that could be tried says nothing about the token.
  const round = call && state.rejections.endpoints.get(call.endpoint);
  const isRoundOver = round === undefined || isReached(after(round.at, ROUND_MS), at);
  if (!isRoundOver && generation >= round.generation) return { state, verdict: 'answer', dead: [] };
  const judged = judge(state, value, call, isAsking, at);
  if (call === undefined || call.maySendAgain) return judged;
  // An earlier token says nothing about those that are held.
  if (!isRoundOver || generation === 0) return { ...judged, verdict: 'answer' };
  // A call that is sent only once has not tried the tokens that a second and a third attempt would use.
  const last = { at, generation: generation + (call.isResendable ? 0 : 2) };
  return { ...judged, state: withRound(judged.state, call.endpoint, last), verdict: 'answer' };
}

function judge<S extends Tokens>(
  state: S,
  value: string,
  call: RejectedCall | undefined,
  isAsking: boolean,
  at: Instant,
): Judgement<S> {
  const { token, rejections } = state;
  const predecessor = goodPredecessor(state, at);
  // It is an earlier token: there is another one already, or will be soon.
  if (token === undefined || (token.value !== value && predecessor?.value !== value))
    return { state, verdict: 'again', dead: [] };

  if (token.value !== value) {
    const without = { ...state, predecessor: undefined, trialAt: undefined };
    // It has ended, which may happen to a token that has a successor.
    if (!isOnTrial(state, at)) return { state: without, verdict: 'again', dead: [value] };
    return replaceUnlessTooOften(without, token, [value], call?.endpoint, isAsking, at);
  }
  if (isProvenFor(token, call, at)) {
    const suspect = call?.endpoint;
    // Only a token that was accepted shows that requested tokens can work.
    const asked = isProven(token, at) ? [] : rejections.asked;
    return drop({ ...state, rejections: { ...rejections, asked, suspect } }, token, []);
  }
  // The API does not know it yet.
  if (predecessor !== undefined) return { state: onTrial(state, at), verdict: 'again', dead: [] };

  return replaceUnlessTooOften(state, token, [], call?.endpoint, isAsking, at);
}

/** It is not known whether a token was accepted that was handed out, so its age has to do. */
function isProvenFor(token: AccessToken, call: RejectedCall | undefined, at: Instant): boolean {
  return isProven(token, at) || (call === undefined && isReached(after(token.heldSince, PROVED_MS), at));
}

/** Replaces a token that was rejected before it was proven, unless that has happened too often. */
function replaceUnlessTooOften<S extends Tokens>(
  state: S,
  token: AccessToken,
  dead: readonly string[],
  endpoint: string | undefined,
  isAsking: boolean,
  at: Instant,
): Judgement<S> {
  const { asked } = state.rejections;
  const within = (ms: number): Asked[] => asked.filter((one) => !isReached(after(one.at, ms), at));
  // That other endpoints accept the token is no reason to request two tokens for an endpoint which accepts
  // none.
  const isEnough = (one: Asked): boolean =>
    token.acceptedAt === undefined || (endpoint !== undefined && one.endpoint === endpoint);
  const isTooOften =
    within(ROUND_MS).some(isEnough) || within(MOST_YOUNG.withinMs).length >= MOST_YOUNG.count;
  if (isTooOften) return { state, verdict: 'later', dead };
  // A token that was requested before the rejection may be as invalid as this one, and is not a last chance.
  const now = isAsking ? asked : [...asked, { at, endpoint }].slice(-MOST_YOUNG.count);
  return drop({ ...state, rejections: { ...state.rejections, asked: now } }, token, dead);
}

function drop<S extends Tokens>(state: S, token: AccessToken, dead: readonly string[]): Judgement<S> {
  const left = { ...state, token: undefined, predecessor: undefined, trialAt: undefined };
  return { state: left, verdict: 'again', dead: [...dead, token.value], dropped: token };
}

function withRound<S extends Tokens>(state: S, endpoint: string, round: Round): S {
  const others = [...state.rejections.endpoints].filter(([one]) => one !== endpoint);
  const endpoints = new Map([...others, [endpoint, round] as const].slice(-MOST_ENDPOINTS));
  const { suspect } = state.rejections;
  // If the successors are rejected as well, the earlier token did not end early.
  const innocent = suspect === endpoint ? undefined : suspect;
  return { ...state, rejections: { ...state.rejections, endpoints, suspect: innocent } };
}
