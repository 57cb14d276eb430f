import { type Backoff, backoffMs } from '../timing/backoff.js';
import { after, type Deadline, type Instant, isReached } from '../timing/instant.js';

/** How often of late a token was dropped because somebody saw it rejected. */
export interface Rejections {
  readonly count: number;
  /** Before this instant no further token is dropped. */
  readonly nextAt: Deadline;
}

/**
 * Counts a rejection, or returns undefined if it comes too soon after the last one. An endpoint that answers 401
 * to every token would otherwise cost a token request per call, and take good tokens from everybody else.
 *
 * @param random a number from 0 to 1
 */
export function countRejection(
  earlier: Rejections | undefined,
  at: Instant,
  backoff: Backoff,
  random: number,
): Rejections | undefined {
  if (earlier !== undefined && !isReached(earlier.nextAt, at)) return undefined;
  const isLongAgo = earlier === undefined || isReached(after(earlier.nextAt, backoff.maxMs), at);
  const count = isLongAgo ? 1 : earlier.count + 1;
  return { count, nextAt: after(at, backoffMs(count, backoff, random)) };
}
