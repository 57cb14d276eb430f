import { type Deadline, earlier, type Instant, isReached } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import type { RefreshFailure } from './refresh-failure.js';

/** The state that the renewal of a token depends on. */
export interface Renewable {
  /** The newest token. */
  readonly token?: AccessToken;
  /** The failures since the last success, if the last attempt failed. */
  readonly failure?: RefreshFailure;
  /** Generation of the token whose expiry was reported last. */
  readonly toldExpired: number;
}

/**
 * - `serve`: a token can be handed out
 * - `serve-and-renew`: a token can be handed out, and is renewed in the background
 * - `wait`: the caller waits for a new token, or is told why there is none
 */
type Decision = 'serve' | 'serve-and-renew' | 'wait';

/** Decides what to do for a caller that wants a token at this instant. */
export function decide(state: Renewable, at: Instant): Decision {
  const token = validToken(state, at);
  if (token === undefined) return 'wait';
  // While it is too early for another attempt, a token can be used until its last millisecond.
  if (!isReached(token.refreshAt, at) || !mayAttempt(state, at)) return 'serve';
  return isReached(token.waitAt, at) ? 'wait' : 'serve-and-renew';
}

/** Whether the pause after the last failure is over. */
export function mayAttempt({ failure }: Renewable, at: Instant): boolean {
  return failure === undefined || isReached(failure.nextAttemptAt, at);
}

/** The newest token, if it can still be sent. */
export function validToken({ token }: Renewable, at: Instant): AccessToken | undefined {
  return token !== undefined && !isReached(token.expiresAt, at) ? token : undefined;
}

/** When the next attempt is due although no caller needs it; undefined while there is nothing to renew. */
export function renewalDueAt({ token, failure }: Renewable): Deadline | undefined {
  return failure?.nextAttemptAt ?? token?.refreshAt;
}

/**
 * When the account has to act next, by making an attempt or reporting the expiry of a token that could not be
 * renewed.
 */
export function dueAt(state: Renewable): Deadline | undefined {
  const { token, failure, toldExpired } = state;
  if (token === undefined || toldExpired >= token.generation) return renewalDueAt(state);
  // `earlier()` keeps both deadlines. The one that is nearer now may no longer be nearer once a clock is set.
  return earlier(token.expiresAt, failure?.nextAttemptAt ?? token.refreshAt);
}
