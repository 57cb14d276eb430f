import { after, type Deadline, earlier, type Instant } from '../timing/instant.js';
import { leftMs, type ObtainedToken, waitMs } from './source/obtained-token.js';
import type { TokenPolicy } from './source/token-policy.js';
import type { TokenLifetime } from './source/token-response.js';

/** A token together with the instants that matter in its life. */
export interface AccessToken {
  readonly value: string;
  /** Number of the token: 1 for the first one of an account, then counting up. */
  readonly generation: number;
  readonly lifetime: TokenLifetime;
  /** The instant just before its request was sent. Network latency is not part of the lifetime. */
  readonly requestedAt: Instant;
  /** How long its request took, in milliseconds. */
  readonly tookMs: number;
  /** The instant since which it can be handed out. */
  readonly heldSince: Instant;
  /** The instant of the API's first answer to it that was not a rejection. */
  readonly acceptedAt?: Instant;
  /** From this instant, it is renewed in the background. */
  readonly refreshAt: Deadline;
  /** From this instant, callers wait for its successor. */
  readonly waitAt: Deadline;
  /** From this instant, it is never sent. */
  readonly expiresAt: Deadline;
}

/**
 * Remaining lifetimes are given in whole seconds, rounded down. This is the rounding error in milliseconds.
 */
const ROUNDING_MS = 1_000;

/**
 * Calculates the instants of a token's life.
 *
 * @param at the instant of its arrival
 * @param random a number from 0 to 1, drawn once per token. Drawing it again for each check would make early
 * renewals more likely
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
 * Calculates the instants of a token that the endpoint has returned again. It ends at the expiry that was
 * first stated, or earlier if less is left by now, as after a sleep of the machine. Only the monotonic clock
 * counts, because the token may have been requested again just because the wall clock was set and made it
 * seem expired.
 *
 * @returns undefined if it has expired
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
    // The token is requested again, at shorter and shorter intervals, until the endpoint returns another one.
    refreshAt: earlier(after(at, pauseMs), expiresAt),
    waitAt: after(expiresAt, -Math.min(policy.waitMs, left * policy.waitShare)),
    expiresAt,
  };
}

function refreshShare({ refreshFrom, refreshTo }: TokenPolicy, random: number): number {
  return refreshFrom + (refreshTo - refreshFrom) * random;
}
