import type { Instant } from '../../timing/instant.js';
import type { TokenSource } from '../token-events.js';
import type { TokenResponse } from './token-response.js';

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

/** Milliseconds that a token has left. */
export function leftMs({ response, requestedAt }: ObtainedToken, at: Instant): number {
  const age = Math.max(at.monotonicMs - requestedAt.monotonicMs, at.wallMs - requestedAt.wallMs);
  return response.lifetime.seconds * 1000 - age;
}
