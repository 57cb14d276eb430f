import type { Instant } from '../../timing/instant.js';
import type { TokenPolicy } from './token-policy.js';
import type { TokenResponse } from './token-response.js';

/** A token that was obtained. */
export interface ObtainedToken {
  readonly response: TokenResponse;
  /** Just before its request was sent; the lifetime counts from here. */
  readonly requestedAt: Instant;
  /** How long its request took, in milliseconds. */
  readonly tookMs: number;
  /** Whether this process asked for it, or took up that of another one. */
  readonly source: 'endpoint' | 'store';
}

/** Milliseconds that a token has left. */
export function leftMs({ response, requestedAt }: ObtainedToken, at: Instant): number {
  const age = Math.max(at.monotonicMs - requestedAt.monotonicMs, at.wallMs - requestedAt.wallMs);
  return response.lifetime.seconds * 1000 - age;
}

/** How many milliseconds before the expiry of a token callers begin to wait for its successor. */
export function waitMs({ lifetime }: TokenResponse, policy: TokenPolicy): number {
  return Math.min(policy.waitMs, lifetime.seconds * 1000 * policy.waitShare);
}
