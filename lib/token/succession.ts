import { after, type Deadline, type Instant, isReached } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';

/** A token has proved itself when so much time has passed since the API first accepted it, in milliseconds. */
export const PROVED_MS = 10_000;

/** While a token is on trial, one call within this time tries it, in milliseconds. */
const TRIAL_MS = 1_000;

/** A token, and the one before it for as long as the API may not know the newer one everywhere. */
export interface Succession {
  /** The newest one. */
  readonly token?: AccessToken;
  /** The one before it, for as long as the newest has to prove itself. */
  readonly predecessor?: AccessToken;
  /** The newest was rejected before it had proved itself: its predecessor serves, and from here on a call may try it again. */
  readonly trialAt?: Deadline;
}

/** Whether the API is known to have accepted a token everywhere. */
export function isProven({ acceptedAt }: AccessToken, at: Instant): boolean {
  return acceptedAt !== undefined && isReached(after(acceptedAt, PROVED_MS), at);
}

/** Whether the predecessor serves in place of the newest token. */
export function isOnTrial(state: Succession, at: Instant): boolean {
  const { token, trialAt } = state;
  if (trialAt === undefined || token === undefined) return false;
  return goodPredecessor(state, at) !== undefined && !isProven(token, at);
}

/**
 * The token to send.
 *
 * @param mayTry whether it may be one on trial, because the call can be sent again
 */
export function choose(state: Succession, mayTry: boolean, at: Instant): AccessToken | undefined {
  const { token, predecessor, trialAt } = state;
  if (trialAt === undefined || !isOnTrial(state, at)) return token;
  return mayTry && isReached(trialAt, at) ? token : predecessor;
}

/** The newest token was rejected, or is about to be tried: it is tried again a while later. */
export function onTrial<S extends Succession>(state: S, at: Instant): S {
  return { ...state, trialAt: after(at, TRIAL_MS) };
}

/** The token to fall back on while that which has just been obtained has to prove itself. */
export function predecessorOf(state: Succession, at: Instant): AccessToken | undefined {
  const { token } = state;
  const older = goodPredecessor(state, at);
  const isGood = token !== undefined && !isReached(token.expiresAt, at);
  if (!isGood) return undefined;
  const isTrusted = token.acceptedAt !== undefined && !isOnTrial(state, at);
  return isTrusted ? token : (older ?? token);
}

/** The predecessor for as long as it is good and the newest token has to prove itself. */
export function goodPredecessor({ token, predecessor }: Succession, at: Instant): AccessToken | undefined {
  if (predecessor === undefined || token === undefined || isProven(token, at)) return undefined;
  return isReached(predecessor.expiresAt, at) ? undefined : predecessor;
}
