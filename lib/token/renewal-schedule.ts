import { earlier, type Instant, isReached } from '../timing/instant.js';
import { dueAt, type Renewable, renewalDueAt } from './renewal-timing.js';
import type { TokenKeeperParts } from './token-keeper-parts.js';

/** When the account has to do something by itself. One that sleeps has no timer. */
export class RenewalSchedule {
  /** Whether nothing is renewed until the next use. */
  isAsleep = false;

  /** @param onDue called when something is due */
  constructor(
    private readonly parts: Pick<TokenKeeperParts, 'timer' | 'activity' | 'reporter' | 'sleepAfterMs'>,
    private readonly onDue: () => void,
  ) {}

  /** Sets the timer for what comes next, or falls asleep. */
  set(state: Renewable, at: Instant): void {
    const { timer, activity, reporter, sleepAfterMs } = this.parts;
    this.isAsleep = this.isIdle(at);
    const next = dueAt(state);
    if (this.isAsleep || next === undefined) return this.clear();
    const due = sleepAfterMs === undefined ? next : earlier(next, activity.idleAt(sleepAfterMs, at));
    try {
      timer.arm(due, this.onDue);
    } catch (error) {
      // Timers may be stand-ins. The next caller finds what is due.
      reporter.broken(error);
    }
  }

  /** The account is used. Returns whether it was asleep. */
  wakes(): boolean {
    const wasAsleep = this.isAsleep;
    this.isAsleep = false;
    return wasAsleep;
  }

  clear(): void {
    this.parts.timer.disarm();
  }

  /** Whether an attempt is to be made without anyone asking. */
  isRenewalDue(state: Renewable, at: Instant): boolean {
    const renewalAt = renewalDueAt(state);
    return renewalAt !== undefined && isReached(renewalAt, at) && !this.isIdle(at);
  }

  private isIdle(at: Instant): boolean {
    const { activity, sleepAfterMs } = this.parts;
    return sleepAfterMs !== undefined && activity.isIdle(sleepAfterMs, at);
  }
}
