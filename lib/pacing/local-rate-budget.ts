import type { Abortable } from '../timing/abort.js';
import { detached } from '../timing/detached.js';
import { unref } from '../timing/unref.js';
import type { RateBudget, RateQueue, SlotUse, RateLimits } from './rate-budget.js';
import { StartLog } from './start-log.js';
import { WaitingLine } from './waiting-line.js';

/** The rate budget of an account that only this process uses. */
export class LocalRateBudget implements RateBudget {
  readonly hasBackground = true;
  private readonly line: WaitingLine;
  /**
   * How many starts of a window background calls may use. The last one is kept for the first call that needs
   * it.
   */
  private readonly backgroundStarts: number;
  private timer?: NodeJS.Timeout;

  /** @param log the starts that count */
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
    // Only a caller that goes first may start before the one for which the timer is set.
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

  /** Sets the timer for the start of the first in line. It runs while there are waiters. */
  private wake(): void {
    this.rest();
    if (this.line.isEmpty) return;
    const delayMs = Math.max(0, Math.ceil(this.msUntilNext()));
    this.timer = detached(() => setTimeout(() => this.grant(), delayMs));
    // Calls keep the process alive by themselves. A token that no caller waits for need not keep it alive.
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
