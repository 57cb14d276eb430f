import { after, type Instant, isReached } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { goodPredecessor, isOnTrial, isProven, onTrial, PROVED_MS, type Succession } from './succession.js';

/** For so long an endpoint that has rejected every token is taken at its word, in milliseconds. */
const ROUND_MS = 60_000;

/** So many endpoints are remembered. */
const MOST_ENDPOINTS = 100;

/** How many tokens that were accepted and died young may be replaced within `withinMs` milliseconds. */
const MOST_YOUNG = { count: 12, withinMs: 10_000 };

/** What the law of rejected tokens has to know. */
export interface Tokens extends Succession {
  readonly rejections: Rejections;
}

/** What is remembered of rejections. */
export interface Rejections {
  /** Tokens that were asked for in place of some that were dead on arrival; oldest first. */
  readonly asked: readonly Asked[];
  /** Endpoints of which a call ended rejected although the law was gone through; oldest first. */
  readonly endpoints: ReadonlyMap<string, Round>;
  /** The endpoint that was the first to reject a proven token, until it accepts another one. */
  readonly suspect?: string;
  /** When proven tokens ended early. */
  readonly deaths: readonly Instant[];
}

interface Asked {
  readonly at: Instant;
  /** Whose rejection was the reason, until it accepts a token. */
  readonly endpoint?: string;
}

/** That an endpoint has rejected all that could be tried. */
interface Round {
  readonly at: Instant;
  /** Tokens of this generation and later ones are not worth another try. */
  readonly generation: number;
}

export const NO_REJECTIONS: Rejections = { asked: [], endpoints: new Map(), deaths: [] };

/** Whose token was rejected. */
export interface RejectedCall {
  /** Method and path, by which an endpoint that rejects everything is known. */
  readonly endpoint: string;
  /** Whether this call can be sent a second time at all. */
  readonly isResendable: boolean;
  /** Whether it can be sent once more. */
  readonly maySendAgain: boolean;
}

/**
 * What a rejection means to the call:
 *
 * - `again`: there is another token, or there will be; send the call with it
 * - `later`: there is none, and none is asked for; a moment later the API may know the one that is held
 * - `answer`: the answer is for the caller
 */
export type Verdict = 'again' | 'later' | 'answer';

interface Judgement<S extends Tokens> {
  readonly state: S;
  readonly verdict: Verdict;
  /** Tokens that no process may use any more. */
  readonly dead: readonly string[];
  /** The token that was dropped, in whose place another one has to be asked for. */
  readonly dropped?: AccessToken;
}

/**
 * The law of rejected tokens.
 *
 * @param call undefined if somebody says it by `invalidate()`
 * @param isAsking whether a token request is under way
 */
export function judgeRejection<S extends Tokens>(
  state: S,
  value: string,
  call: RejectedCall | undefined,
  isAsking: boolean,
  at: Instant,
): Judgement<S> {
  const generation = [state.token, state.predecessor].find((one) => one?.value === value)?.generation ?? 0;
  // An endpoint that has just rejected all that could be tried says nothing of the token.
  const round = call && state.rejections.endpoints.get(call.endpoint);
  const isRoundOver = round === undefined || isReached(after(round.at, ROUND_MS), at);
  if (!isRoundOver && generation >= round.generation) return { state, verdict: 'answer', dead: [] };
  const judged = judge(state, value, call, isAsking, at);
  if (call === undefined || call.maySendAgain) return judged;
  // A token of the past says nothing of those that are held.
  if (!isRoundOver || generation === 0) return { ...judged, verdict: 'answer' };
  // One that is sent but once has not seen the tokens that a call would be sent with in the second and the third place.
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
  // It is of the past: there is another one already, or soon.
  if (token === undefined || (token.value !== value && predecessor?.value !== value)) {
    return { state, verdict: 'again', dead: [] };
  }
  if (token.value !== value) {
    const without = { ...state, predecessor: undefined, trialAt: undefined };
    // It has ended, as a token may when it has a successor.
    if (!isOnTrial(state, at)) return { state: without, verdict: 'again', dead: [value] };
    return replaceUnlessTooOften(without, token, [value], call?.endpoint, isAsking, at);
  }
  if (isProvenFor(token, call, at)) {
    const suspect = call?.endpoint;
    // Only a token that was accepted shows that those which are asked for may live.
    const asked = isProven(token, at) ? [] : rejections.asked;
    return drop({ ...state, rejections: { ...rejections, asked, suspect } }, token, []);
  }
  // The API does not know it yet.
  if (predecessor !== undefined) {
    return { state: onTrial(state, at), verdict: 'again', dead: [] };
  }
  return replaceUnlessTooOften(state, token, [], call?.endpoint, isAsking, at);
}

/** Nobody can see whether a token was accepted that was handed out, so there its age has to do. */
function isProvenFor(token: AccessToken, call: RejectedCall | undefined, at: Instant): boolean {
  return isProven(token, at) || (call === undefined && isReached(after(token.heldSince, PROVED_MS), at));
}

/** The token was dead on arrival. */
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
  // That others accept the token is no reason to ask twice for an endpoint which accepts none.
  const isEnough = (one: Asked): boolean =>
    token.acceptedAt === undefined || one.endpoint === (endpoint ?? '');
  const isTooOften =
    within(ROUND_MS).some(isEnough) || within(MOST_YOUNG.withinMs).length >= MOST_YOUNG.count;
  if (isTooOften) return { state, verdict: 'later', dead };
  // What was asked for before the rejection may be as dead as this one, and is no last chance.
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
  // It was no death if the successors are rejected as well.
  const innocent = suspect === endpoint ? undefined : suspect;
  return { ...state, rejections: { ...state.rejections, endpoints, suspect: innocent } };
}
