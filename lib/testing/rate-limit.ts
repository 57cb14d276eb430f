/** The rate limit of an API key. */
export interface RateLimitOptions {
  /**
   * Requests let through within `perMilliseconds`.
   * @default 5
   */
  requests?: number;
  /**
   * Length of the sliding window in milliseconds.
   * @default 1000
   */
  perMilliseconds?: number;
}

/** A sliding window over the requests of an API key. Refused requests do not extend the refusal. */
export class RateLimit {
  private readonly requests: number;
  private readonly perMilliseconds: number;
  private admitted: number[] = [];

  constructor(options: RateLimitOptions) {
    this.requests = options.requests ?? 5;
    this.perMilliseconds = options.perMilliseconds ?? 1000;
  }

  /** Counts a request and returns whether it is within the limit. */
  admits(): boolean {
    const now = performance.now();
    this.admitted = this.admitted.filter((at) => now - at < this.perMilliseconds);
    if (this.admitted.length >= this.requests) return false;

    this.admitted.push(now);
    return true;
  }
}
