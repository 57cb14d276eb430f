/** The answer to a claim. */
export type Claim =
  /** The claimant works on the delivery until the lease ends, and leaves out the handlers that are done. */
  | { readonly state: 'claimed'; readonly lease: string; readonly done: readonly string[] }
  /** Somebody else works on it. */
  | { readonly state: 'busy'; readonly retryAfterMs: number }
  /** It was handled. */
  | { readonly state: 'done' };

/**
 * Remembers which deliveries were handled, so that each takes effect once, however often it arrives and at
 * however many processes.
 *
 * Every step is atomic. A method that rejects has the delivery answered with 503, so that it is sent again.
 * Keys are at most 200 characters of ASCII without spaces, and say nothing of the event.
 */
export interface DeliveryStore {
  /**
   * Takes a delivery for at most `leaseMs` milliseconds, unless it was handled or somebody else has it. Who has
   * it extends the lease by claiming with it. A lease is lost once it was released, or has ended and somebody
   * else has claimed.
   *
   * @param lease the lease that is to be extended; it is lost if the answer is not `claimed`, and such a claim
   * takes nothing
   */
  claim(key: string, leaseMs: number, lease?: string): Promise<Claim>;

  /** Remembers that a handler has succeeded. Nothing happens if the lease was lost. */
  markHandler(key: string, lease: string, handler: string): Promise<void>;

  /** Remembers for `keepMs` milliseconds that the delivery was handled. Nothing happens if the lease was lost. */
  complete(key: string, lease: string, keepMs: number): Promise<void>;

  /** Gives the delivery back after a failure. It keeps which handlers have succeeded. */
  release(key: string, lease: string): Promise<void>;
}
