import type { Abortable } from '../timing/abort.js';
import { detached } from '../timing/detached.js';
import { unref } from '../timing/unref.js';
import type { RateBudget, RateQueue, SlotUse, RateLimits } from './rate-budget.js';
import { StartLog } from './start-log.js';
import { WaitingLine } from './waiting-line.js';

/** The rate budget of an account that this process alone draws on. */
export class LocalRateBudget implements RateBudget {
  readonly hasBackground = true;
  private readonly line: WaitingLine;
  /** So many starts of a window may be taken before a background call: the last one is kept for the first who needs it. */
  private readonly backgroundStarts: number;
  private timer?: NodeJS.Timeout;

  /** @param log of the starts that count */
  constructor(
    account: string,
    { requests, perMilliseconds, queue }: RateLimits,
    private readonly log = new StartLog(requests, perMilliseconds),
  ) {
    this.line = new WaitingLine(account, queue, () => this.rest());
    this.backgroundStarts = Math.max(1, requests - 1);
  }

  get queue(): RateQueue {
    return this.line.queue;
  }

  tryTake(use: SlotUse): boolean {
    if (!this.line.isAhead(use) || this.msUntilFree(use) > 0) return false;
    this.log.note();
    return true;
  }

  async take(use: SlotUse, signal?: Abortable): Promise<void> {
    this.line.refuseIfClosed();
    if (this.tryTake(use)) return;
    const goesAhead = this.line.isAhead(use);
    const granted = this.line.join(use, signal);
    // Only somebody who goes ahead may start before the one for whom the timer is set.
    if (goesAhead) this.wake();
    await granted;
  }

  close(): void {
    this.rest();
    this.line.close();
  }

  private msUntilFree(use: SlotUse): number {
    return this.log.msUntilFree(use === 'background' ? this.backgroundStarts : undefined);
  }

  /** Milliseconds until the first in line may start. */
  private msUntilNext(): number {
    return this.msUntilFree(this.line.next ?? 'request');
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Sets the timer for the start of the first in line. It runs as long as anybody waits. */
  private wake(): void {
    this.rest();
    if (this.line.isEmpty) return;
    const delayMs = Math.max(0, Math.ceil(this.msUntilNext()));
    this.timer = detached(() => setTimeout(() => this.grant(), delayMs));
    // Calls keep the process alive themselves; for a token that nobody waits for it need not live on.
    unref(this.timer);
  }

  private grant(): void {
    while (!this.line.isEmpty && this.msUntilNext() <= 0) {
      this.line.grantNext();
      this.log.note();
    }
    this.wake();
  }
}
