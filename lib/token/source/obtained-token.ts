import type { Instant } from '../../timing/instant.js';
import type { TokenPolicy } from './token-policy.js';
import type { TokenResponse } from './token-response.js';

/** A token that was obtained, with the facts of its request. */
export interface ObtainedToken {
  readonly response: TokenResponse;
  /** The instant just before its request was sent. The lifetime counts from here. */
  readonly requestedAt: Instant;
  /** How long its request took, in milliseconds. */
  readonly tookMs: number;
  /** Whether this process requested it, or took over that of another process. */
  readonly source: 'endpoint' | 'store';
}

/** Remaining lifetime of a token in milliseconds. */
export function leftMs({ response, requestedAt }: ObtainedToken, at: Instant): number {
  const age = Math.max(at.monotonicMs - requestedAt.monotonicMs, at.wallMs - requestedAt.wallMs);
  return response.lifetime.seconds * 1000 - age;
}

/** How many milliseconds before the expiry of a token callers begin to wait for its successor. */
export function waitMs({ lifetime }: TokenResponse, policy: TokenPolicy): number {
  return Math.min(policy.waitMs, lifetime.seconds * 1000 * policy.waitShare);
}
