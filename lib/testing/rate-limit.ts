import { checkInteger, checkKeys, checkNumber } from './check.js';

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

/** @throws TypeError or RangeError that names what is wrong with the limit */
export function checkRateLimit(rateLimit: RateLimitOptions | false): void {
  if (rateLimit !== false) {
    checkKeys('rateLimit', rateLimit, ['requests', 'perMilliseconds']);
    checkInteger('rateLimit.requests', rateLimit.requests ?? 5, 1);
    checkNumber('rateLimit.perMilliseconds', rateLimit.perMilliseconds ?? 1000, 1);
  }
}

/** A sliding window over the requests of an API key. Refused requests do not extend the refusal. */
export class RateLimit {
  private admitted: number[] = [];

  constructor(private limit: RateLimitOptions | false) {}

  get options(): RateLimitOptions | false {
    return this.limit;
  }

  /** Takes effect at once. What was admitted before still counts. */
  set options(limit: RateLimitOptions | false) {
    checkRateLimit(limit);
    this.limit = limit;
  }

  /** Counts a request and returns whether it is within the limit. */
  admits(): boolean {
    if (this.limit === false) return true;

    const { requests = 5, perMilliseconds = 1000 } = this.limit;
    const now = performance.now();
    this.admitted = this.admitted.filter((at) => now - at < perMilliseconds);
    if (this.admitted.length >= requests) return false;

    this.admitted.push(now);
    return true;
  }
}
