import { type Backoff, backoffMs } from '../timing/backoff.js';

/** How an attempt ended, as far as it matters for what comes next. */
export interface AttemptFacts {
  /** In capitals. */
  readonly method: string;
  /** Whether the server said 429, whatever the caller makes of it. */
  readonly isOverLimit: boolean;
  /**
   * Whether the server failed with a 5xx that the caller does not accept, or the connection failed before the answer
   * was there as a whole. A time-out or a cancellation is not that.
   */
  readonly hasFailed: boolean;
  /** Whether the body can be sent once more. */
  readonly isResendable: boolean;
  /** What the server asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** What is left to a call. */
export interface RetryAllowance {
  /** Retries made so far. */
  readonly retries: number;
  readonly maxRetries: number;
  readonly backoff: Backoff;
}

/** Methods that change nothing on the server, so that sending them twice is sending them once. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request of this method changes nothing on the server. */
export function isSafe(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/**
 * How long to pause before sending the request again, in milliseconds, or undefined if that is not to be done.
 *
 * Money is never moved twice: what may have reached the server is repeated only if it changes nothing there, or
 * if the server has said with 429 that it did not act.
 *
 * @param random a number from 0 to 1
 */
export function retryPauseMs(
  facts: AttemptFacts,
  allowance: RetryAllowance,
  random: number,
): number | undefined {
  if (allowance.retries >= allowance.maxRetries || !facts.isResendable) return undefined;
  if (!facts.isOverLimit && !(facts.hasFailed && isSafe(facts.method))) return undefined;
  return Math.max(backoffMs(allowance.retries + 1, allowance.backoff, random), facts.retryAfterMs ?? 0);
}
