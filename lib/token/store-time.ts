import { isLate } from '../timing/timeout.js';
import { TookTooLong, withinOrAgain } from '../timing/within.js';

/** The time that a store may take of a token request: not each of its answers, but all of them together. */
export class StoreTime {
  private leftMs: number;

  constructor(
    private readonly timeoutMs: number,
    private readonly signal: AbortSignal,
  ) {
    this.leftMs = timeoutMs;
  }

  /** @throws TookTooLong once the time is over, the signal's reason, or what the store throws */
  async spend<T>(ask: () => Promise<T>): Promise<T> {
    if (this.leftMs <= 0) throw new TookTooLong(this.timeoutMs);
    const begin = performance.now();
    try {
      return await withinOrAgain(this.leftMs, ask, this.signal);
    } finally {
      const end = performance.now();
      // A standstill of the process is no time of the store's.
      if (!isLate(begin + this.leftMs, end)) this.leftMs -= end - begin;
    }
  }
}
