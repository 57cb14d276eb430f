import { after, type Deadline, earlier, type Instant } from '../timing/instant.js';
import { leftMs, type ObtainedToken, waitMs } from './source/obtained-token.js';
import type { TokenPolicy } from './source/token-policy.js';
import type { TokenLifetime } from './source/token-response.js';

/** A token together with the instants that matter in its life. */
export interface AccessToken {
  readonly value: string;
  /** 1 for the first token of an account, then counting up. */
  readonly generation: number;
  readonly lifetime: TokenLifetime;
  /** Just before its request was sent: whatever the network took is not lifetime. */
  readonly requestedAt: Instant;
  /** How long its request took, in milliseconds. */
  readonly tookMs: number;
  /** Since when it can be handed out. */
  readonly heldSince: Instant;
  /** When the API first gave another answer than a rejection for it. */
  readonly acceptedAt?: Instant;
  /** From here on it is renewed in the background. */
  readonly refreshAt: Deadline;
  /** From here on callers wait for its successor. */
  readonly waitAt: Deadline;
  /** From here on it is never sent. */
  readonly expiresAt: Deadline;
}

/** What is left is told in whole seconds, rounded down, in milliseconds. */
const ROUNDING_MS = 1_000;

/**
 * Lays out a token's life.
 *
 * @param at when it arrived
 * @param random a number from 0 to 1, drawn once per token: a draw per look would always pick the earliest
 */
export function layOut(
  { response, requestedAt, tookMs }: ObtainedToken,
  generation: number,
  at: Instant,
  policy: TokenPolicy,
  random: number,
): AccessToken {
  const lifetimeMs = response.lifetime.seconds * 1000;
  return {
    value: response.accessToken,
    generation,
    lifetime: response.lifetime,
    requestedAt,
    tookMs,
    heldSince: at,
    refreshAt: after(requestedAt, lifetimeMs * refreshShare(policy, random)),
    waitAt: after(requestedAt, lifetimeMs - waitMs(response, policy)),
    expiresAt: after(requestedAt, lifetimeMs),
  };
}

/**
 * Lays out what is left of a token that came back: it ends when it was first said to end, or earlier if less is said to be
 * left by now, as after a sleep of the machine. By the monotonic clock alone, since a token may come back just because the
 * wall clock was set and made it seem expired.
 *
 * @returns undefined if it has ended
 */
export function layOutAgain(
  token: AccessToken,
  obtained: ObtainedToken,
  generation: number,
  at: Instant,
  policy: TokenPolicy,
  random: number,
): AccessToken | undefined {
  const isSaid = obtained.response.lifetime.source === 'returned';
  const saidMs = isSaid ? leftMs(obtained, at) + ROUNDING_MS : Infinity;
  const left = Math.min(saidMs, token.expiresAt.monotonicMs - at.monotonicMs);
  if (left <= 0) return undefined;
  const expiresAt = after(at, left);
  const pauseMs = Math.max(policy.heldPauseFloorMs, left * refreshShare(policy, random));
  return {
    ...token,
    generation,
    tookMs: obtained.tookMs,
    // It is asked for again, ever sooner, until the endpoint has another one.
    refreshAt: earlier(after(at, pauseMs), expiresAt),
    waitAt: after(expiresAt, -Math.min(policy.waitMs, left * policy.waitShare)),
    expiresAt,
  };
}

function refreshShare({ refreshFrom, refreshTo }: TokenPolicy, random: number): number {
  return refreshFrom + (refreshTo - refreshFrom) * random;
}
