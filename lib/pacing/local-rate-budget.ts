import type { ClosingReason } from '../errors/account-closed.error.js';
import type { Abortable } from '../timing/abort.js';
import { detached } from '../timing/detached.js';
import { unref } from '../timing/unref.js';
import type { RateBudget, RateQueue, SlotUse } from './rate-budget.js';
import { StartLog } from './start-log.js';
import { WaitingLine } from './waiting-line.js';

/** How many requests may start within how many milliseconds, and how many may wait. */
export interface RateLimits {
  readonly requests: number;
  readonly perMilliseconds: number;
  readonly queue: number;
}

/** The rate budget of an account that this process alone draws on. */
export class LocalRateBudget implements RateBudget {
  private readonly line: WaitingLine;
  private timer?: NodeJS.Timeout;

  /** @param log of the starts that count */
  constructor(
    account: string,
    { requests, perMilliseconds, queue }: RateLimits,
    private readonly log = new StartLog(requests, perMilliseconds),
  ) {
    this.line = new WaitingLine(account, queue, () => this.rest());
  }

  get queue(): RateQueue {
    return this.line.queue;
  }

  tryTake(): boolean {
    if (this.timer !== undefined || this.log.msUntilFree() > 0) return false;
    this.log.note();
    return true;
  }

  async take(use: SlotUse, signal?: Abortable): Promise<void> {
    this.line.refuseIfClosed();
    if (this.tryTake()) return;
    const granted = this.line.join(use, signal);
    if (!this.line.isEmpty) this.wake();
    await granted;
  }

  close(reason: ClosingReason): void {
    this.rest();
    this.line.close(reason);
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Keeps one timer for the next free slot as long as anybody waits. */
  private wake(): void {
    if (this.timer !== undefined) return;
    const grant = (): void => {
      this.timer = undefined;
      while (this.log.msUntilFree() <= 0) {
        if (!this.line.grantNext()) return;
        this.log.note();
      }
      if (!this.line.isEmpty) this.wake();
    };
    const delayMs = Math.max(0, Math.ceil(this.log.msUntilFree()));
    this.timer = detached(() => setTimeout(grant, delayMs));
    // Calls keep the process alive themselves; for a token that nobody waits for it need not live on.
    unref(this.timer);
  }
}
