/** The number of requests that may start within a window of time. */
export interface SharedRateLimit {
  readonly requests: number;
  readonly perMilliseconds: number;
}

/**
 * A rate budget that all processes with one API key share. `nestjs-alternative-payments/redis` has one for
 * Redis and Valkey. Implement this interface for anything else.
 *
 * Its method may reject or never settle. Each process then keeps to its own share. Keys have at most 300
 * characters and no spaces.
 */
export interface SharedRateBudget {
  /**
   * How long a request waits for `reserve()`, in milliseconds. After that, this process keeps to its own
   * share for a second.
   * @default 250
   */
  readonly timeoutMs?: number;
  /**
   * Books the next start under the key, atomically, so that no more than `limit.requests` starts ever fall
   * within `limit.perMilliseconds`.
   *
   * @param withinMs how long the caller waits for the answer, in milliseconds. A booking must not be made
   * later than that: after an outage, unused bookings would hold up all processes.
   * @returns milliseconds until that start; 0 if it is now
   */
  reserve(key: string, limit: SharedRateLimit, withinMs: number): Promise<number>;
}
