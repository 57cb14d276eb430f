import type { Backoff } from '../../timing/backoff.js';

/**
 * The timing of tokens. `L` is the lifetime that the server returned, counted from just before the request
 * was sent. The values in brackets follow from the 3600 s of the present API.
 */
export interface TokenPolicy {
  /**
   * The background renewal falls between this share of L and `refreshTo`, drawn once per token (42 to 45
   * min).
   */
  readonly refreshFrom: number;
  readonly refreshTo: number;
  /**
   * Callers wait for a new token only this close to expiry, in milliseconds, or within `waitShare` if that is
   * shorter.
   */
  readonly waitMs: number;
  /** The same as a share of L (72 s, so that `waitMs` applies). */
  readonly waitShare: number;
  /** Lifetime if the server returns none. */
  readonly absentLifetimeSeconds: number;
  /** Lifetime if the server returns an unusable one. */
  readonly unusableLifetimeSeconds: number;
  /** A returned lifetime below this is unusable: renewing that often would be a loop. */
  readonly shortestLifetimeSeconds: number;
  /** Longest lifetime that is believed, so that every token is renewed within a day. */
  readonly longestLifetimeSeconds: number;
  /** Timeout of one attempt, unless the option `tokenRequest.timeoutMs` sets another. */
  readonly attemptMs: number;
  /** Timeout of the function `credentials`, within the timeout of the attempt. */
  readonly credentialsMs: number;
  /**
   * During a pause without a token, callers trigger a recheck of `credentials` and the token store at most
   * once in this time.
   */
  readonly probeMs: number;
  /** While a valid token is held, an attempt or a pause may take this share of its remaining lifetime. */
  readonly heldShare: number;
  /** An attempt gets at least this much in any case. */
  readonly heldAttemptFloorMs: number;
  /** An attempt also gets at least this multiple of the duration of the attempt that obtained the token. */
  readonly heldAttemptSlack: number;
  /** A pause lasts at least this long in any case. */
  readonly heldPauseFloorMs: number;
  /** Pauses after failures that pass by themselves, and between rejections of a token that count. */
  readonly transientBackoff: Backoff;
  /** Pauses after refusals, whose cause somebody has to fix. */
  readonly rejectedBackoff: Backoff;
  /** Longest `Retry-After` that is respected. */
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
 * Injection token under which tests override numbers for every account of an application, tenants included.
 * Numbers that they leave out keep their defaults. The numbers are not part of the public API: any release
 * may change them.
 *
 * @internal
 */
export const TOKEN_POLICY = 'ALTERNATIVE_PAYMENTS:TOKEN_POLICY';
