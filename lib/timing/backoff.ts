/** Exponential backoff with jitter. */
export interface Backoff {
  /** Longest first delay in milliseconds. It doubles with each further failure. */
  readonly baseMs: number;
  /** Longest delay of all, in milliseconds. */
  readonly maxMs: number;
}

/**
 * Delay before the next attempt, in milliseconds. It is between one half and the whole of the exponential
 * step, so that processes that failed together do not come back together.
 *
 * @param failures consecutive failures so far, 1 after the first
 * @param random a number from 0 to 1
 */
export function backoffMs(failures: number, backoff: Backoff, random: number): number {
  // Beyond 2^30, the step exceeds any maximum. The exponent must not overflow in an outage of months.
  const step = Math.min(backoff.maxMs, backoff.baseMs * 2 ** Math.min(failures - 1, 30));
  return step * (0.5 + random / 2);
}
