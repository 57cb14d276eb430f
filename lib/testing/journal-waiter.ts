import { Timeout } from '../timing/timeout.js';
import type { JournalEntry } from './journal-entry.js';

/** A test that waits for requests to appear in the journal. */
export class JournalWaiter {
  readonly result: Promise<JournalEntry[]>;
  private readonly timeout: Timeout;
  private resolve!: (entries: JournalEntry[]) => void;
  private reject!: (reason: unknown) => void;
  private done = false;

  constructor(
    private readonly wanted: (entry: JournalEntry) => boolean,
    private readonly count: number,
    timeoutMs: number,
    private readonly entries: () => readonly JournalEntry[],
  ) {
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timeout = new Timeout(timeoutMs, () => this.giveUp(`Timed out after ${timeoutMs} ms`));
  }

  /** Checks the journal, and settles the promise when all requests are there. */
  isDone(): boolean {
    if (!this.done) this.look();

    return this.done;
  }

  giveUp(reason: string): void {
    const lines = this.entries().map((entry) => `  ${entry.method} ${entry.url} ${entry.outcome}`);
    const journal = lines.length > 0 ? `the journal ends with\n${lines.slice(-20).join('\n')}` : 'none came';
    this.settle(() => this.reject(new Error(`${reason} without the ${this.count} requests: ${journal}`)));
  }

  private look(): void {
    try {
      const found = this.entries().filter((entry) => this.wanted(entry));
      if (found.length >= this.count) this.settle(() => this.resolve(found));
    } catch (error) {
      // A predicate that throws is a mistake of the test that waits, not of the request that is being served.
      this.settle(() => this.reject(error));
    }
  }

  private settle(action: () => void): void {
    this.done = true;
    this.timeout.clear();
    action();
  }
}
