/** How many requests may start within how many milliseconds. */
export interface SharedRateLimit {
  readonly requests: number;
  readonly perMilliseconds: number;
}

/**
 * A rate budget that all processes with one API key draw on. `nestjs-alternative-payments/redis` has one for Redis
 * and Valkey; for anything else implement this.
 *
 * It may reject or never settle: each process then keeps to its own share. Keys are text of at most 300 characters,
 * without spaces.
 */
export interface SharedRateBudget {
  /**
   * How long a request waits for `reserve()`, in milliseconds; then this process keeps to its own share for a second.
   * @default 250
   */
  readonly timeoutMs?: number;
  /**
   * Books the next start under the key, in one step, such that never more than `limit.requests` of them fall within
   * `limit.perMilliseconds`.
   *
   * @param withinMs how long the caller waits for the answer, in milliseconds. A booking that comes to pass later must not
   * be made: after an outage, bookings that nobody uses would hold up everybody.
   * @returns milliseconds until that start; 0 if it is now
   */
  reserve(key: string, limit: SharedRateLimit, withinMs: number): Promise<number>;
}
