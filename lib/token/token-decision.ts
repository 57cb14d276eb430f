import { type Deadline, type Instant, isReached } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import type { RefreshFailure } from './refresh-failure.js';

/** All that the decision depends on. */
export interface TokenState {
  readonly token?: AccessToken;
  /** The failures since the last success, if the last attempt failed. */
  readonly failure?: RefreshFailure;
}

/**
 * - `serve`: hand out the token
 * - `serve-and-refresh`: hand it out and renew it behind the caller's back
 * - `wait`: the caller waits for a new token
 * - `refuse`: there is none, and it is too early to ask again
 */
export type TokenDecision =
  | { readonly action: 'serve' | 'serve-and-refresh'; readonly token: AccessToken }
  | { readonly action: 'wait' }
  | { readonly action: 'refuse'; readonly failure: RefreshFailure };

/** What to do for a caller who wants a token at this instant. */
export function decide(state: TokenState, at: Instant): TokenDecision {
  const { failure } = state;
  const token = validToken(state, at);
  const mayAttempt = failure === undefined || isReached(failure.nextAttemptAt, at);
  if (token === undefined) return mayAttempt ? { action: 'wait' } : { action: 'refuse', failure };
  // While it is too early to ask again, a token is good to its last millisecond.
  if (!mayAttempt || !isReached(token.refreshAt, at)) return { action: 'serve', token };
  return isReached(token.waitAt, at) ? { action: 'wait' } : { action: 'serve-and-refresh', token };
}

/** When the next attempt is due without anyone asking, or undefined while there is nothing to renew. */
export function nextRefreshAt({ token, failure }: TokenState): Deadline | undefined {
  return failure?.nextAttemptAt ?? token?.refreshAt;
}

/** The token if it can still be sent. */
export function validToken({ token }: TokenState, at: Instant): AccessToken | undefined {
  return token !== undefined && !isReached(token.expiresAt, at) ? token : undefined;
}
