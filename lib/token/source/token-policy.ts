import type { Backoff } from '../../timing/backoff.js';

/**
 * The numbers of a token's life. `L` is the lifetime that the server returned, counted from just before the request was
 * sent; for the 3600 s of the present API the values in brackets follow.
 */
export interface TokenPolicy {
  /** The background refresh falls between this share of L and `refreshTo`, drawn once per token (42 to 45 min). */
  readonly refreshFrom: number;
  readonly refreshTo: number;
  /** Callers wait for a new token only this close to expiry, in milliseconds, or within `waitShare` if that is shorter. */
  readonly waitMs: number;
  /** The same as a share of L (72 s, so that `waitMs` counts). */
  readonly waitShare: number;
  /** Lifetime where the server names none. */
  readonly absentLifetimeSeconds: number;
  /** Lifetime where the server names one that means nothing. */
  readonly unusableLifetimeSeconds: number;
  /** A named lifetime below this means nothing: renewing that often would be a loop. */
  readonly shortestLifetimeSeconds: number;
  /** Longest lifetime that is believed, so that every token is looked at again within a day. */
  readonly longestLifetimeSeconds: number;
  /** Time-out of one token attempt, unless the option `tokenRequest.timeoutMs` says another. */
  readonly attemptMs: number;
  /** Time-out of the function `credentials`, within the time-out of the attempt. */
  readonly credentialsMs: number;
  /**
   * While there is no token and no attempt may be made yet, callers have it looked up at most this often whether
   * `credentials` or the token store has news.
   */
  readonly probeMs: number;
  /** While a good token is held, an attempt or a pause may take this share of what is left of it. */
  readonly heldShare: number;
  /** An attempt gets at least this much all the same. */
  readonly heldAttemptFloorMs: number;
  /** An attempt also gets at least this many times what the attempt took that obtained the token. */
  readonly heldAttemptSlack: number;
  /** A pause lasts at least this long all the same. */
  readonly heldPauseFloorMs: number;
  /** Pauses after failures that pass by themselves, and between rejections of a token that count. */
  readonly transientBackoff: Backoff;
  /** Pauses after refusals, which somebody has to mend. */
  readonly rejectedBackoff: Backoff;
  /** Longest `Retry-After` that is believed. */
  readonly longestRetryAfterMs: number;
  /** Pauses before a call is sent again after a failure. */
  readonly callBackoff: Backoff;
}

export const DEFAULT_POLICY: TokenPolicy = {
  refreshFrom: 0.7,
  refreshTo: 0.75,
  waitMs: 2_000,
  waitShare: 0.02,
  absentLifetimeSeconds: 3_600,
  unusableLifetimeSeconds: 300,
  shortestLifetimeSeconds: 1,
  longestLifetimeSeconds: 86_400,
  attemptMs: 10_000,
  credentialsMs: 5_000,
  probeMs: 1_000,
  heldShare: 1 / 3,
  heldAttemptFloorMs: 250,
  heldAttemptSlack: 3,
  heldPauseFloorMs: 200,
  transientBackoff: { baseMs: 1_000, maxMs: 60_000 },
  rejectedBackoff: { baseMs: 5_000, maxMs: 60_000 },
  longestRetryAfterMs: 600_000,
  callBackoff: { baseMs: 1_000, maxMs: 5_000 },
};

/**
 * Injection token under which tests override numbers for every account of an application, tenants included. What they
 * leave out stays as it is. The numbers are no promise: any release may change them.
 *
 * @internal
 */
export const TOKEN_POLICY = 'ALTERNATIVE_PAYMENTS:TOKEN_POLICY';
