import type { AccessToken } from '../access-token.js';
import type { ObtainedToken } from './obtained-token.js';
import type { RefreshReason } from '../token-events.js';
import type { TokenFailure } from './token-failure.js';

/** What an attempt to obtain a token is to keep to. */
export interface TokenAttemptRequest {
  readonly reason: RefreshReason;
  /** The token that is still good, if one is. */
  readonly held?: AccessToken;
  /** The token that was obtained last, which may have ended: from a store it would be no news. */
  readonly latest?: string;
  /** What the attempt may take as it begins, in milliseconds; the token request itself is timed when its turn has come. */
  readonly timeoutMs: number;
  /**
   * Whether a refused or reset connection is tried again at once: it may have been an old one that the server had
   * closed, which says nothing about the server.
   */
  readonly mayTryTwice: boolean;
  readonly signal: AbortSignal;
}

/** How an attempt ended. */
export type TokenAttempt = ObtainedToken | FailedAttempt;

export interface FailedAttempt {
  readonly response?: undefined;
  readonly failure: TokenFailure;
}
