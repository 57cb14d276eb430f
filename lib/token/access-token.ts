import { after, type Deadline, type Instant } from '../timing/instant.js';
import type { ObtainedToken } from './obtained-token.js';
import type { TokenPolicy } from './token-policy.js';
import type { TokenResponse } from './token-response.js';

/** A token together with the instants that matter in its life. */
export interface AccessToken {
  readonly value: string;
  /** 1 for the first token of an account, then counting up. */
  readonly generation: number;
  readonly lifetime: TokenResponse['lifetime'];
  /** Just before its request was sent: whatever the network took is not lifetime. */
  readonly requestedAt: Instant;
  /** How long its request took, in milliseconds. */
  readonly tookMs: number;
  /** From here on it is renewed in the background. */
  readonly refreshAt: Deadline;
  /** From here on callers wait for its successor. */
  readonly waitAt: Deadline;
  /** From here on it is never sent. */
  readonly expiresAt: Deadline;
}

/** How many milliseconds before the expiry of a token callers begin to wait for its successor. */
export function waitMs({ lifetime }: TokenResponse, policy: TokenPolicy): number {
  return Math.min(policy.waitMs, lifetime.seconds * 1000 * policy.waitShare);
}

/**
 * Lays out a token's life.
 *
 * @param random a number from 0 to 1, drawn once per token: a draw per look would always pick the earliest
 */
export function layOut(
  { response, requestedAt, tookMs }: ObtainedToken,
  generation: number,
  policy: TokenPolicy,
  random: number,
): AccessToken {
  const lifetimeMs = response.lifetime.seconds * 1000;
  const refreshShare = policy.refreshFrom + (policy.refreshTo - policy.refreshFrom) * random;
  return {
    value: response.accessToken,
    generation,
    lifetime: response.lifetime,
    requestedAt,
    tookMs,
    refreshAt: after(requestedAt, lifetimeMs * refreshShare),
    waitAt: after(requestedAt, lifetimeMs - waitMs(response, policy)),
    expiresAt: after(requestedAt, lifetimeMs),
  };
}
