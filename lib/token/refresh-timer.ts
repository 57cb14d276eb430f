import type { SchedulerRegistry } from '@nestjs/schedule';
import { detached } from '../timing/detached.js';
import { type Deadline, isReached, now, remainingMs } from '../timing/instant.js';
import { unref } from '../timing/unref.js';

/**
 * The timer checks both clocks at least this often, in milliseconds. It therefore notices within a minute
 * that a machine slept or its clock was set, and no delay comes near the 2^31-1 ms at which Node's timers
 * fire at once.
 */
const LONGEST_SLEEP_MS = 60_000;

/**
 * Calls back at a deadline, no matter how far away, and does not keep the process alive. While it is pending,
 * Nest's `SchedulerRegistry` has an entry that shows it to the host. The entry is only a sign and not the
 * timeout itself: a host that deletes it, or clears all timeouts, does not end the renewal of a token that
 * its calls depend on.
 */
export class RefreshTimer {
  private pending?: NodeJS.Timeout;
  /** Our entry in the registry. */
  private listed?: Sign;

  constructor(
    private readonly scheduler: SchedulerRegistry,
    /** Name of the timeout in the registry. */
    readonly name: string,
  ) {}

  /** Sets the timer, replacing an earlier deadline. */
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

  /** Stops the timer, if it is set. */
  disarm(): void {
    clearTimeout(this.pending);
    this.pending = undefined;
    this.list(undefined);
  }

  /**
   * Shows a pending timeout in the registry, replacing the previous entry. Renewal must not depend on this:
   * the registry belongs to the host, may be a stand-in, and may have been cleared on shutdown.
   */
  private list(sign: Sign | undefined): void {
    try {
      const isTaken = this.scheduler.doesExist('timeout', this.name);
      // Deleting a timeout clears it, and the name may belong to another timeout by now.
      if (isTaken && this.scheduler.getTimeout(this.name) !== (this.listed as unknown)) return;
      if (isTaken) this.scheduler.deleteTimeout(this.name);
      this.listed = sign;
      if (sign !== undefined) this.scheduler.addTimeout(this.name, sign);
    } catch {
      // The timeout runs nevertheless.
    }
  }
}

/** The registry's entry in place of the timeout. Clearing it changes nothing. */
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
