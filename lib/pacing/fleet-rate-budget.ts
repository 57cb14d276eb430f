import type { OutageLog, SharedThing } from '../logging/outage-log.js';
import type { SharedRateBudget } from './shared-rate.js';
import type { Abortable } from '../timing/abort.js';
import { detached } from '../timing/detached.js';
import { LONGEST_TIMER_MS } from '../timing/instant.js';
import { unref } from '../timing/unref.js';
import { within } from '../timing/within.js';
import type { RateBudget, RateQueue, SlotUse, RateLimits } from './rate-budget.js';
import { StartLog } from './start-log.js';
import { WaitingLine } from './waiting-line.js';

/** How long a shared budget is not used after a failure, in milliseconds. */
const LEFT_ALONE_MS = 1_000;

/** How long a request waits for a shared budget that sets no `timeoutMs`, in milliseconds. */
const TIMEOUT_MS = 250;

const SHARED_BUDGET: SharedThing = {
  name: 'The shared rate budget',
  remedy: 'this process keeps to its "localShare"',
};

interface FleetLimits extends RateLimits {
  /** How many requests this process may start in a window while the shared budget cannot be reached. */
  readonly localShare: number;
}

/**
 * The rate budget of an account that many processes share. Each process books one start at a time, for the
 * call that is first in its line when that start comes. So token requests go first, and no process books the
 * future away from the others. If the shared budget fails, this process keeps to a share of its own.
 */
export class FleetRateBudget implements RateBudget {
  /** This process cannot know whether ordinary calls wait in other processes. */
  readonly hasBackground = false;
  private readonly ownShare: StartLog;
  private readonly line: WaitingLine;
  private isBooking = false;
  private leftAloneUntil = 0;
  /** Runs until the booked start. */
  private timer?: NodeJS.Timeout;
  /** Ends what `book()` is waiting for. */
  private onClose: () => void = () => undefined;

  constructor(
    account: string,
    private readonly shared: SharedRateBudget,
    private readonly pacing: FleetLimits,
    /** Names the API key whose budget it is; undefined while the key is unknown. */
    private readonly key: () => string | undefined,
    private readonly outages: OutageLog,
  ) {
    this.ownShare = new StartLog(pacing.localShare, pacing.perMilliseconds);
    // Every call has to join the line, even one that can start at once.
    const most = pacing.queue + pacing.requests;
    this.line = new WaitingLine(account, most);
  }

  get queue(): RateQueue {
    return this.line.queue;
  }

  get isSharedFailing(): boolean {
    return this.outages.isFailing(this.shared);
  }

  /** The starts of the other processes cannot be known synchronously. */
  tryTake(): boolean {
    return false;
  }

  async take(use: SlotUse, signal?: Abortable): Promise<void> {
    const granted = this.line.join(use, signal);
    void detached(() => this.book());
    await granted;
  }

  close(): void {
    this.line.close();
    this.onClose();
  }

  /** Books starts, one after the other, while there are waiters. It never rejects. */
  private async book(): Promise<void> {
    if (this.isBooking) return;
    this.isBooking = true;
    while (!this.line.isEmpty) {
      const waitMs = await this.reserve();
      if (this.line.isClosed) break;
      await this.startAfter(waitMs);
      if (this.line.grantNext()) this.ownShare.note();
    }
    this.isBooking = false;
  }

  private async startAfter(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onClose = resolve;
      // Timers drop fractions, and a start must not be early.
      this.timer = setTimeout(resolve, Math.ceil(milliseconds));
      // Calls keep the process alive by themselves. A token that no caller waits for need not keep it alive.
      unref(this.timer);
    });
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Milliseconds until the next start. */
  private async reserve(): Promise<number> {
    const key = this.key();
    if (key === undefined || performance.now() < this.leftAloneUntil) return this.ownWaitMs();
    const { shared, pacing } = this;
    const { timeoutMs = TIMEOUT_MS } = shared;
    const closing = new AbortController();
    this.onClose = () => closing.abort();
    try {
      const waitMs = await within(timeoutMs, () => shared.reserve(key, pacing, timeoutMs), closing.signal);
      if (!(waitMs >= 0 && waitMs <= LONGEST_TIMER_MS)) throw new Error(`it answered ${String(waitMs)}`);
      this.outages.works(shared, SHARED_BUDGET);
      return waitMs;
    } catch (error) {
      // If there are no waiters left, the answer says nothing about the budget.
      if (closing.signal.aborted) return 0;
      this.leftAloneUntil = performance.now() + LEFT_ALONE_MS;
      this.outages.failed(shared, SHARED_BUDGET, error);
      return this.ownWaitMs();
    }
  }

  private ownWaitMs(): number {
    return Math.max(0, Math.ceil(this.ownShare.msUntilFree()));
  }
}
