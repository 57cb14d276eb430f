import type { Backoff } from '../timing/backoff.js';

/**
 * The numbers of a token's life; each has a default. `L` is the lifetime that the server returned, counted from
 * just before the request was sent; for the 3600 s of the present API the values in brackets follow.
 */
export interface RefreshOptions {
  /**
   * The background refresh falls between these shares of L, drawn once per token (42 to 45 min).
   * @default 0.7
   */
  refreshFrom?: number;
  /** @default 0.75 */
  refreshTo?: number;
  /**
   * Callers wait for a new token only within this many milliseconds of expiry …
   * @default 2000
   */
  waitMs?: number;
  /**
   * … or this share of L, whichever is shorter (2 s).
   * @default 0.02
   */
  waitShare?: number;
  /**
   * Lifetime in seconds where the server names none.
   * @default 3600
   */
  absentLifetimeSeconds?: number;
  /**
   * Lifetime in seconds where the server names one that means nothing.
   * @default 300
   */
  unusableLifetimeSeconds?: number;
  /**
   * A named lifetime below this many seconds means nothing: renewing that often would be a loop.
   * @default 1
   */
  shortestLifetimeSeconds?: number;
  /**
   * Longest lifetime in seconds that is believed, so that every token is looked at again within a day.
   * @default 86400
   */
  longestLifetimeSeconds?: number;
  /**
   * Time-out of one token attempt in milliseconds.
   * @default 10000
   */
  attemptMs?: number;
  /**
   * Time-out of the function `credentials` in milliseconds, within the time-out of the attempt.
   * @default 5000
   */
  credentialsMs?: number;
  /**
   * While there is no token and no attempt may be made yet, callers have it looked up at most this often, in
   * milliseconds, whether `credentials` or the token store has news.
   * @default 1000
   */
  probeMs?: number;
  /**
   * While a good token is held, an attempt or a pause may take this share of what is left of it …
   * @default 1/3
   */
  heldShare?: number;
  /**
   * … but an attempt always gets this many milliseconds …
   * @default 250
   */
  heldAttemptFloorMs?: number;
  /**
   * … and this many times what the attempt took that obtained the token …
   * @default 3
   */
  heldAttemptSlack?: number;
  /**
   * … and a pause lasts at least this many milliseconds.
   * @default 200
   */
  heldPauseFloorMs?: number;
  /**
   * Pauses after failures that pass by themselves, and between rejections of a token that count.
   * @default { baseMs: 1000, maxMs: 60000 }
   */
  transientBackoff?: Backoff;
  /**
   * Pauses after refusals, which somebody has to mend.
   * @default { baseMs: 5000, maxMs: 60000 }
   */
  rejectedBackoff?: Backoff;
  /**
   * Longest `Retry-After` that is believed, in milliseconds.
   * @default 600000
   */
  longestRetryAfterMs?: number;
}

/** The numbers unless configured otherwise. */
export const DEFAULT_REFRESH: Readonly<Required<RefreshOptions>> = {
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
};
