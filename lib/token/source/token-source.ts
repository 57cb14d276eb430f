import type { ClientCredentials } from '../../config/client-credentials.js';
import type { Result } from '../../errors/result.js';
import type { Deadline, Instant } from '../../timing/instant.js';
import type { ObtainedToken } from './obtained-token.js';
import type { TokenFailure } from './token-failure.js';
import type { TokenLifetime } from './token-response.js';

/** A token that is held, as far as it matters to an attempt to obtain the next one. */
export interface HeldToken {
  readonly lifetime: TokenLifetime;
  readonly expiresAt: Deadline;
}

/** What an attempt to obtain a token has to keep to. */
export interface AttemptTerms {
  /** Whether only a token that is asked for now will do, because somebody wants a new one. */
  readonly mustBeNew: boolean;
  /** The token that is still good, if one is. */
  readonly held?: HeldToken;
  /** The token that was obtained last, even if it has ended: from a store it would be no news. */
  readonly latest?: string;
  /** What an attempt may take that begins at the given instant, in milliseconds. */
  readonly timeoutMs: (at: Instant) => number;
  /**
   * Whether a refused or reset connection is tried again at once: it may have been an old one that the server had
   * closed, which says nothing about the server.
   */
  readonly mayTryTwice: boolean;
  readonly signal: AbortSignal;
}

/** The terms of an attempt, and the API key with which it is made. */
export interface KeyedTerms extends AttemptTerms {
  readonly credentials: ClientCredentials;
}

/** How an attempt ended. */
export type TokenAttempt = Result<ObtainedToken, TokenFailure>;

/**
 * A way to a token. The one that asks the token endpoint stands inside the one that shares tokens with other processes, and
 * that inside the one that reads the API key. None of their promises is ever rejected.
 */
export interface TokenSource<Terms extends AttemptTerms = AttemptTerms> {
  obtain(terms: Terms): Promise<TokenAttempt>;

  /** Whether something may have changed that ends this failure before the next attempt is due. */
  mayRecheck?(failure: Pick<TokenFailure, 'kind'>): boolean;

  /**
   * Looks for what has changed since a failure. The token endpoint is asked only where there is another API key.
   *
   * @param refused the API key that was refused, if one was
   * @returns undefined if nothing has changed
   */
  recheck?(terms: Terms, refused?: ClientCredentials): Promise<TokenAttempt | undefined>;

  /** Sees to it that no process takes up a token that was rejected. */
  discard?(token: string): void;
}
