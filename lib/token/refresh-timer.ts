import type { SchedulerRegistry } from '@nestjs/schedule';
import { detached } from '../timing/detached.js';
import { type Deadline, isReached, now, remainingMs } from '../timing/instant.js';

/**
 * The timer looks at both clocks again at least this often. A machine that slept, or whose clock was set,
 * is thereby noticed within a minute; and no delay comes near the 2^31-1 ms at which Node's timers fire at once.
 */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Calls back at a deadline however far away. The pending timeout is listed in Nest's `SchedulerRegistry`,
 * where the host sees it, and does not keep the process alive.
 */
export class RefreshTimer {
  private pending?: NodeJS.Timeout;
  /** What of ours the registry shows. */
  private listed?: NodeJS.Timeout;

  constructor(
    private readonly scheduler: SchedulerRegistry,
    /** Name of the timeout in the registry. */
    readonly name: string,
  ) {}

  /** Replaces whatever was armed. */
  arm(deadline: Deadline, onDue: () => void): void {
    this.disarm();
    const sleepMs = Math.min(Math.max(0, remainingMs(deadline, now())), LONGEST_SLEEP_MS);
    const wake = (): void => {
      if (isReached(deadline, now())) {
        this.disarm();
        onDue();
      } else {
        this.arm(deadline, onDue);
      }
    };
    const timeout = detached(() => setTimeout(wake, sleepMs));
    timeout.unref();
    this.pending = timeout;
    this.list(timeout);
  }

  /** Does nothing if nothing is armed. */
  disarm(): void {
    clearTimeout(this.pending);
    this.pending = undefined;
    this.list(undefined);
  }

  /**
   * Shows the timeout in the registry in place of the one before. That is a courtesy: the registry is the host's,
   * may be a stand-in, and may have been cleared on shutdown, and renewal must not depend on it.
   */
  private list(timeout: NodeJS.Timeout | undefined): void {
    try {
      const isTaken = this.scheduler.doesExist('timeout', this.name);
      // Deleting a timeout clears it, and the name may be that of another one by now.
      if (isTaken && this.scheduler.getTimeout(this.name) !== this.listed) return;
      if (isTaken) this.scheduler.deleteTimeout(this.name);
      this.listed = timeout;
      if (timeout !== undefined) this.scheduler.addTimeout(this.name, timeout);
    } catch {
      // The timeout runs all the same.
    }
  }
}
