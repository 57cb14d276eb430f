import type { SchedulerRegistry } from '@nestjs/schedule';
import { detached } from '../timing/detached.js';
import { type Deadline, isReached, now, remainingMs } from '../timing/instant.js';
import { unref } from '../timing/unref.js';

/**
 * The timer looks at both clocks again at least this often. A machine that slept, or whose clock was set,
 * is thereby noticed within a minute; and no delay comes near the 2^31-1 ms at which Node's timers fire at once.
 */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Calls back at a deadline however far away, and does not keep the process alive. While it is pending, Nest's
 * `SchedulerRegistry` has an entry by which the host sees it. The entry is a sign and not the timeout itself: a host that
 * deletes it, or clears all timeouts, does not end the renewal of a token that its calls depend on.
 */
export class RefreshTimer {
  private pending?: NodeJS.Timeout;
  /** What of ours the registry shows. */
  private listed?: Sign;

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
    unref(timeout);
    this.pending = timeout;
    this.list(new Sign());
  }

  /** Does nothing if nothing is armed. */
  disarm(): void {
    clearTimeout(this.pending);
    this.pending = undefined;
    this.list(undefined);
  }

  /**
   * Shows that a timeout is pending, in place of the one before. That is a courtesy: the registry is the host's,
   * may be a stand-in, and may have been cleared on shutdown, and renewal must not depend on it.
   */
  private list(sign: Sign | undefined): void {
    try {
      const isTaken = this.scheduler.doesExist('timeout', this.name);
      // Deleting a timeout clears it, and by now the name may be that of somebody else's.
      if (isTaken && this.scheduler.getTimeout(this.name) !== (this.listed as unknown)) return;
      if (isTaken) this.scheduler.deleteTimeout(this.name);
      this.listed = sign;
      if (sign !== undefined) this.scheduler.addTimeout(this.name, sign);
    } catch {
      // The timeout runs all the same.
    }
  }
}

/** What the registry shows in place of the timeout. To clear it changes nothing. */
class Sign {
  hasRef(): boolean {
    return false;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  refresh(): this {
    return this;
  }
}
