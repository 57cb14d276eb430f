import type { ResolvedPacing } from '../config/resolved-options.js';
import type { OutageLog } from '../sharing/outage-log.js';
import type { SharedRateBudget } from '../sharing/shared-rate.js';
import type { Abortable } from '../timing/abort.js';
import { sleep } from '../timing/sleep.js';
import { within } from '../timing/within.js';
import type { RateBudget, SlotUse } from './rate-budget.js';
import { StartLog } from './start-log.js';
import { WaitingLine } from './waiting-line.js';

/** After the shared budget failed, it is left alone for so long, in milliseconds. */
const LEFT_ALONE_MS = 1_000;

/**
 * The rate budget of an account that many processes draw on. Each of them books one start at a time, for whoever is
 * first in its own line when that start comes: so token calls go ahead, and no process books the future away from the
 * others. Where the shared budget fails, this process keeps to a share of its own.
 */
export class FleetRateBudget implements RateBudget {
  private readonly ownShare: StartLog;
  private readonly line: WaitingLine;
  private isBooking = false;
  private leftAloneUntil = 0;
  private pause = new AbortController();

  constructor(
    account: string,
    private readonly shared: SharedRateBudget,
    private readonly pacing: ResolvedPacing,
    /** Names the API key whose budget it is; undefined while that is not known. */
    private readonly key: () => string | undefined,
    private readonly outages: OutageLog,
  ) {
    this.ownShare = new StartLog(pacing.localShare, pacing.perMilliseconds);
    this.line = new WaitingLine(account, pacing.queue, () => this.pause.abort());
  }

  /** What the others do cannot be known at once. */
  tryTake(): boolean {
    return false;
  }

  async take(use: SlotUse, signal?: Abortable): Promise<void> {
    const granted = this.line.join(use, signal);
    void this.book();
    await granted;
  }

  close(): void {
    this.line.close();
    this.pause.abort();
  }

  /** Books starts, one after the other, as long as anybody waits. Never rejects. */
  private async book(): Promise<void> {
    if (this.isBooking) return;
    this.isBooking = true;
    while (!this.line.isEmpty) {
      this.pause = new AbortController();
      const waitMs = await this.reserve();
      await sleep(waitMs, this.pause.signal).catch(() => undefined);
      if (this.line.grantNext()) this.ownShare.note();
    }
    this.isBooking = false;
  }

  /** Milliseconds until the next start. */
  private async reserve(): Promise<number> {
    const key = this.key();
    if (key === undefined || performance.now() < this.leftAloneUntil) return this.ownWaitMs();
    try {
      const waitMs = await within(this.pacing.sharedTimeoutMs, () => this.shared.reserve(key, this.pacing));
      if (!(waitMs >= 0)) throw new Error(`it answered ${String(waitMs)}`);
      this.outages.works();
      return waitMs;
    } catch (error) {
      this.leftAloneUntil = performance.now() + LEFT_ALONE_MS;
      this.outages.failed(error);
      return this.ownWaitMs();
    }
  }

  private ownWaitMs(): number {
    return Math.max(0, Math.ceil(this.ownShare.msUntilFree()));
  }
}
