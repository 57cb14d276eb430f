import type { Instant } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import type { RefreshReason, TokenSource } from './token-events.js';
import type { TokenFailure } from './token-failure.js';
import type { TokenResponse } from './token-response.js';

/** What an attempt to obtain a token is to keep to. */
export interface TokenAttemptRequest {
  readonly reason: RefreshReason;
  /** The token that is still good, if one is. */
  readonly held?: AccessToken;
  /** Time-out of a token request in milliseconds. */
  readonly timeoutMs: number;
  /**
   * Whether a refused or reset connection is tried again at once: it may have been an old one that the server had
   * closed, which says nothing about the server.
   */
  readonly mayTryTwice: boolean;
  readonly signal: AbortSignal;
}

/** A token that was obtained. */
export interface ObtainedToken {
  readonly response: TokenResponse;
  /** Just before its request was sent; the lifetime counts from here. */
  readonly requestedAt: Instant;
  /** How long its request took, in milliseconds. */
  readonly tookMs: number;
  readonly source: TokenSource;
  readonly failure?: undefined;
}

/** How an attempt ended. */
export type TokenAttempt = ObtainedToken | { readonly response?: undefined; readonly failure: TokenFailure };
