import { settle, type SimulatedClock } from './clock.js';

/** Callers who will give up, each at an instant of its own. */
export class Leavings {
  private readonly pending: Array<{ readonly at: number; readonly leave: () => void }> = [];

  constructor(private readonly clock: SimulatedClock) {}

  add(at: number, leave: () => void): void {
    this.pending.push({ at, leave });
    this.pending.sort((one, other) => one.at - other.at);
  }

  /** All of them give up now. */
  leaveTogether(): void {
    for (const { leave } of this.pending.splice(0)) leave();
  }

  /** Lets time pass, lets callers leave when they will, and calls back whenever something may have happened. */
  async pass(milliseconds: number, afterEach: () => void): Promise<void> {
    const end = this.clock.read().monotonic + milliseconds;
    for (let next = this.pending[0]; next !== undefined && next.at <= end; next = this.pending[0]) {
      await this.passUntil(next.at, afterEach);
      // In the meantime all may have left together.
      if (this.pending[0] === next) {
        this.pending.shift();
        next.leave();
      }
      await settle();
      afterEach();
    }
    await this.passUntil(end, afterEach);
  }

  private async passUntil(at: number, afterEach: () => void): Promise<void> {
    await this.clock.pass(Math.max(0, at - this.clock.read().monotonic), afterEach);
  }
}
