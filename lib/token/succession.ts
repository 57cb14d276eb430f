import { after, type Deadline, type Instant, isReached } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';

/** A token is proven once this time has passed since the API first accepted it, in milliseconds. */
export const PROVED_MS = 10_000;

/** While a token is on trial, one call in this time tries it, in milliseconds. */
const TRIAL_MS = 1_000;

/** A token and its predecessor, which is kept while parts of the API may not know the newer one. */
export interface Succession {
  /** The newest one. */
  readonly token?: AccessToken;
  /** The token before it, until the newest is proven. */
  readonly predecessor?: AccessToken;
  /**
   * Set if the newest token was rejected before it was proven. Its predecessor is used, and from this instant
   * a call may try the newest again.
   */
  readonly trialAt?: Deadline;
}

/** Whether the API is known to accept a token everywhere. */
export function isProven({ acceptedAt }: AccessToken, at: Instant): boolean {
  return acceptedAt !== undefined && isReached(after(acceptedAt, PROVED_MS), at);
}

/** Whether the predecessor is used in place of the newest token. */
export function isOnTrial(state: Succession, at: Instant): boolean {
  const { token, trialAt } = state;
  if (trialAt === undefined || token === undefined) return false;
  return goodPredecessor(state, at) !== undefined && !isProven(token, at);
}

/**
 * Chooses the token to send.
 *
 * @param mayTry whether it may be a token on trial, because the call can be sent again
 */
export function choose(state: Succession, mayTry: boolean, at: Instant): AccessToken | undefined {
  const { token, predecessor, trialAt } = state;
  if (trialAt === undefined || !isOnTrial(state, at)) return token;
  return mayTry && isReached(trialAt, at) ? token : predecessor;
}

/** Records that the newest token was rejected, or is about to be tried. It is tried again a while later. */
export function onTrial<S extends Succession>(state: S, at: Instant): S {
  return { ...state, trialAt: after(at, TRIAL_MS) };
}

/** The token to fall back on until the one that has just been obtained is proven. */
export function predecessorOf(state: Succession, at: Instant): AccessToken | undefined {
  const { token } = state;
  const older = goodPredecessor(state, at);
  const isGood = token !== undefined && !isReached(token.expiresAt, at);
  if (!isGood) return undefined;
  const isTrusted = token.acceptedAt !== undefined && !isOnTrial(state, at);
  return isTrusted ? token : (older ?? token);
}

/** The predecessor, while it is valid and the newest token is not proven. */
export function goodPredecessor({ token, predecessor }: Succession, at: Instant): AccessToken | undefined {
  if (predecessor === undefined || token === undefined || isProven(token, at)) return undefined;
  return isReached(predecessor.expiresAt, at) ? undefined : predecessor;
}
