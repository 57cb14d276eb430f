import type { Backoff } from '../timing/backoff.js';

/**
 * The numbers of a token's life. `L` is the lifetime that the server returned, counted from just before
 * the request was sent; for the 3600 s of the present API the values in brackets follow.
 */
export interface TokenPolicy {
  /** The background refresh falls between these shares of L, drawn once per token (42 to 45 min). */
  readonly refreshFrom: number;
  readonly refreshTo: number;
  /** Callers wait for a new token only within this many milliseconds of expiry … */
  readonly waitMs: number;
  /** … or this share of L, whichever is shorter (2 s). */
  readonly waitShare: number;
  /** Lifetime in seconds where the server names none. */
  readonly absentLifetimeSeconds: number;
  /** Lifetime in seconds where the server names one that means nothing. */
  readonly unusableLifetimeSeconds: number;
  /** A named lifetime below this is unusable: renewing that often would be a loop. */
  readonly shortestLifetimeSeconds: number;
  /** Longest lifetime that is believed, so that every token is looked at again within a day. */
  readonly longestLifetimeSeconds: number;
  /** Time-out of one token attempt in milliseconds. */
  readonly attemptMs: number;
  /** While a good token is held, an attempt or a pause may take this share of what is left of it … */
  readonly heldShare: number;
  /** … but an attempt always gets this many milliseconds … */
  readonly heldAttemptFloorMs: number;
  /** … and this many times what the attempt took that obtained the token … */
  readonly heldAttemptSlack: number;
  /** … and a pause lasts at least this many. */
  readonly heldPauseFloorMs: number;
  /** Pauses after failures that pass by themselves. */
  readonly transientBackoff: Backoff;
  /** Pauses after refusals, which somebody has to mend. */
  readonly rejectedBackoff: Backoff;
  /** Longest `Retry-After` that is believed, in milliseconds. */
  readonly longestRetryAfterMs: number;
}

/** The policy unless configured otherwise. */
export const DEFAULT_TOKEN_POLICY: TokenPolicy = {
  refreshFrom: 0.7,
  refreshTo: 0.75,
  waitMs: 2_000,
  waitShare: 0.02,
  absentLifetimeSeconds: 3_600,
  unusableLifetimeSeconds: 300,
  shortestLifetimeSeconds: 1,
  longestLifetimeSeconds: 86_400,
  attemptMs: 10_000,
  heldShare: 1 / 3,
  heldAttemptFloorMs: 250,
  heldAttemptSlack: 3,
  heldPauseFloorMs: 200,
  transientBackoff: { baseMs: 1_000, maxMs: 60_000 },
  rejectedBackoff: { baseMs: 5_000, maxMs: 60_000 },
  longestRetryAfterMs: 600_000,
};
