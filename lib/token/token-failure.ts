import type { ClientCredentials } from '../config/client-credentials.js';
import { parseObject } from './token-response.js';

/**
 * - `transient`: passes by itself (network, time-out, 5xx, 429, a proxy's page)
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
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: Error;
  /** The API key that was rejected. */
  readonly refused?: ClientCredentials;
}

/** Sorts an answer that is not a success into its class. */
export function classifyStatus(status: number, body: string): TokenFailureKind {
  if (status === 401) return 'rejected';
  // The vendor refuses credentials with 403 and a JSON body; without one, a firewall or proxy has spoken.
  if (status === 403) return parseObject(body) === undefined ? 'transient' : 'rejected';
  if (status === 429 || status >= 500) return 'transient';
  return 'misconfigured';
}

/** Whether somebody has to mend it, so that asking again soon is pointless. */
export function isRefusal(kind: TokenFailureKind): boolean {
  return kind === 'rejected' || kind === 'misconfigured';
}
