import type { ClientCredentials } from '../../config/client-credentials.js';
import type { Result } from '../../errors/result.js';
import type { RefreshReason } from '../../observation/token-events.js';
import type { Deadline, Instant } from '../../timing/instant.js';
import type { ObtainedToken } from './obtained-token.js';
import type { TokenFailure } from './token-failure.js';
import type { TokenLifetime } from './token-response.js';

/** The facts of a held token that matter to an attempt to obtain the next one. */
export interface HeldToken {
  readonly lifetime: TokenLifetime;
  readonly expiresAt: Deadline;
}

/** The conditions of an attempt to obtain a token. */
export interface AttemptTerms {
  readonly reason: RefreshReason;
  /** What an observer wants to know of the cause of the attempt. */
  readonly cause?: unknown;
  /** Whether only a newly requested token will do, because a caller wants a new one. */
  readonly mustBeNew: boolean;
  /** Returns the token that is valid at this moment, if any. It may be rejected while the attempt lasts. */
  readonly held: () => HeldToken | undefined;
  /** The token that was obtained last, even if it has expired. If a store returns it, it is not new. */
  readonly latest?: string;
  /** Timeout in milliseconds of an attempt that begins at the given instant. */
  readonly timeoutMs: (at: Instant) => number;
  /**
   * Whether a refused or reset connection is tried again at once. It may have been an old connection that the
   * server had closed, which says nothing about the server.
   */
  readonly mayTryTwice: boolean;
  readonly signal: AbortSignal;
}

/** The conditions of an attempt, and the API key that it uses. */
export interface KeyedTerms extends AttemptTerms {
  readonly credentials: ClientCredentials;
}

/** The result of an attempt. */
export type TokenAttempt = Result<ObtainedToken, TokenFailure>;

/**
 * A source of tokens. `RotatingSource`, which reads the API key, wraps `SharedSource`, which shares tokens
 * with other processes, and that wraps `EndpointSource`, which requests tokens from the endpoint. None of
 * their promises ever rejects.
 */
export interface TokenSource<Terms extends AttemptTerms = AttemptTerms> {
  obtain(terms: Terms): Promise<TokenAttempt>;

  /** Whether something may have changed that ends this failure before the next attempt is due. */
  mayRecheck?(failure: Pick<TokenFailure, 'kind'>): boolean;

  /**
   * Rechecks whether something has changed since a failure. The token endpoint is asked only if there is
   * another API key.
   *
   * @param refused the API key that was refused, if one was
   * @returns undefined if nothing has changed
   */
  recheck?(terms: Terms, refused?: ClientCredentials): Promise<TokenAttempt | undefined>;

  /** Makes sure that no process takes over a token that was rejected. */
  discard?(token: string): void;
}
