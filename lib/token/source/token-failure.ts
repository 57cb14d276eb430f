import type { ClientCredentials } from '../../config/client-credentials.js';

/**
 * - `transient`: passes by itself (network, timeout, 5xx, 429, an HTML page), or says nothing about the key
 * (an answer of a proxy)
 * - `rejected`: the credentials were refused
 * - `misconfigured`: the address is not that of the token endpoint, or the endpoint does not work as
 * configured
 * - `malformed`: success was reported, but there is no usable token in the answer
 * - `unreadable`: the API key could not be read; nothing was sent
 */
export type TokenFailureKind = 'transient' | 'rejected' | 'misconfigured' | 'malformed' | 'unreadable';

/** The codes of the errors that callers get. */
export const FAILURE_CODES: Readonly<Record<TokenFailureKind, string>> = {
  transient: 'TOKEN_ENDPOINT_UNAVAILABLE',
  rejected: 'CREDENTIALS_REJECTED',
  misconfigured: 'TOKEN_ENDPOINT_MISCONFIGURED',
  malformed: 'MALFORMED_TOKEN_RESPONSE',
  unreadable: 'CREDENTIALS_UNAVAILABLE',
};

/** One failed attempt to obtain a token. */
export interface TokenFailure {
  readonly kind: TokenFailureKind;
  /** One clause that says what happened. */
  readonly reason: string;
  /** Sentences that say what to do, replacing the default ones of this kind. */
  readonly remedy?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: Error;
  /** Whether a refusal gives no reason, so that it may pass by itself. */
  readonly isWordless?: boolean;
  /**
   * Whether the failure came quickly and may be over in a moment, so that a caller waits for the next
   * attempt.
   */
  readonly isQuick?: boolean;
  /** The API key that was refused. */
  readonly refused?: ClientCredentials;
}

/** Whether somebody has to fix the cause, so that asking again soon is pointless. */
export function isRefusal(kind: TokenFailureKind): boolean {
  return kind === 'rejected' || kind === 'misconfigured';
}
