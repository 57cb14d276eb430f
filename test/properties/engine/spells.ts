import { settle, type SimulatedClock } from './clock.js';
import type { Leavings } from './leavings.js';

/** What lasts for a while and then ends: a fault of a store, say, or a key that does not come. */
export class Spells {
  private pending: Array<{ readonly at: number; readonly end: () => void }> = [];

  constructor(
    private readonly clock: SimulatedClock,
    private readonly leavings: Leavings,
  ) {}

  endAfter(milliseconds: number, end: () => void): void {
    this.pending.push({ at: this.clock.read().monotonic + milliseconds, end });
  }

  endAll(): void {
    for (const { end } of this.pending.splice(0)) end();
  }

  /** Lets time pass, ends what has to end, and calls back whenever something may have happened. */
  async pass(milliseconds: number, afterEach: () => void): Promise<void> {
    // Whatever was just begun sets its timers first.
    await settle();
    afterEach();
    const until = this.clock.read().monotonic + milliseconds;
    for (;;) {
      const [next] = this.pending.sort((one, other) => one.at - other.at);
      if (next === undefined || next.at > until) break;
      await this.passUntil(next.at, afterEach);
      this.pending = this.pending.filter((one) => one !== next);
      next.end();
    }
    await this.passUntil(until, afterEach);
  }

  private async passUntil(at: number, afterEach: () => void): Promise<void> {
    await this.leavings.pass(Math.max(0, at - this.clock.read().monotonic), afterEach);
  }
}
