import { settle, type SimulatedClock } from './clock.js';

/** What comes at an instant of its own while time passes: a caller gives up, or something that lasted for a while ends. */
type Sort = 'leaving' | 'end';

interface Entry {
  readonly sort: Sort;
  /** On the monotonic clock. */
  readonly at: number;
  readonly run: () => void;
}

/** What is to come, in the order of time. */
export class Agenda {
  private entries: Entry[] = [];

  constructor(private readonly clock: SimulatedClock) {}

  /** @param at on the monotonic clock */
  add(sort: Sort, at: number, run: () => void): void {
    this.entries.push({ sort, at, run });
    this.entries.sort((one, other) => one.at - other.at);
  }

  /** All of that sort comes now. */
  runAll(sort: Sort): void {
    const all = this.entries.filter((entry) => entry.sort === sort);
    this.entries = this.entries.filter((entry) => entry.sort !== sort);
    for (const { run } of all) run();
  }

  /** Lets time pass, runs what is due meanwhile, and calls back whenever something may have happened. */
  async pass(milliseconds: number, afterEach: () => void): Promise<void> {
    // Whatever was just begun sets its timers first.
    await settle();
    afterEach();
    const end = this.clock.read().monotonic + milliseconds;
    for (let next = this.entries[0]; next !== undefined && next.at <= end; next = this.entries[0]) {
      await this.passUntil(next.at, afterEach);
      // In the meantime all of its sort may have come together.
      if (this.entries.includes(next)) {
        this.entries = this.entries.filter((entry) => entry !== next);
        next.run();
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
