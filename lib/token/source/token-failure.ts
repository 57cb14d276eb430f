import type { ClientCredentials } from '../../config/client-credentials.js';

/**
 * - `transient`: passes by itself (network, time-out, 5xx, 429, a page), or says nothing of the key (a proxy's word)
 * - `rejected`: the credentials were refused
 * - `misconfigured`: this is not the token endpoint, or not as configured
 * - `malformed`: success was reported, but there is no usable token in the answer
 * - `unreadable`: the API key could not be read; nothing was sent
 */
export type TokenFailureKind = 'transient' | 'rejected' | 'misconfigured' | 'malformed' | 'unreadable';

/** One failed attempt to obtain a token. */
export interface TokenFailure {
  readonly kind: TokenFailureKind;
  /** One clause that says what happened. */
  readonly reason: string;
  /** Sentences that say what to do, in place of the usual ones of this kind. */
  readonly remedy?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: Error;
  /** Whether a refusal gives no reason, so that it may pass as well. */
  readonly isWordless?: boolean;
  /** Whether it came quickly and may be over in a moment, so that a caller waits for the next attempt. */
  readonly isQuick?: boolean;
  /** The API key that was rejected. */
  readonly refused?: ClientCredentials;
}

/** Whether somebody has to mend it, so that asking again soon is pointless. */
export function isRefusal(kind: TokenFailureKind): boolean {
  return kind === 'rejected' || kind === 'misconfigured';
}
