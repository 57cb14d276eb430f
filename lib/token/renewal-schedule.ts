import type { Activity } from '../timing/activity.js';
import { earlier, type Instant, isReached } from '../timing/instant.js';
import type { RefreshTimer } from './refresh-timer.js';
import { dueAt, type Renewable, renewalDueAt } from './renewal-timing.js';

/** When the account has to do something by itself. One that sleeps has no timer. */
export class RenewalSchedule {
  /** Whether nothing is renewed until the next use. */
  isAsleep = false;

  /**
   * @param onDue called when something is due
   * @param sleepAfterMs unused for that long the account sleeps; undefined for never
   */
  constructor(
    private readonly timer: RefreshTimer,
    private readonly activity: Activity,
    private readonly onDue: () => void,
    private readonly sleepAfterMs?: number,
  ) {}

  /**
   * Sets the timer for what comes next, or falls asleep.
   *
   * @throws what the timers of a host throw that has put stand-ins in their place
   */
  set(state: Renewable, at: Instant): void {
    const { sleepAfterMs, activity } = this;
    this.isAsleep = this.isIdle(at);
    const next = dueAt(state);
    if (this.isAsleep || next === undefined) return this.clear();
    const due = sleepAfterMs === undefined ? next : earlier(next, activity.idleAt(sleepAfterMs, at));
    this.timer.arm(due, this.onDue);
  }

  clear(): void {
    this.timer.disarm();
  }

  /** Whether an attempt is to be made without anyone asking. */
  isRenewalDue(state: Renewable, at: Instant): boolean {
    const renewalAt = renewalDueAt(state);
    return renewalAt !== undefined && isReached(renewalAt, at) && !this.isIdle(at);
  }

  private isIdle(at: Instant): boolean {
    return this.sleepAfterMs !== undefined && this.activity.isIdle(this.sleepAfterMs, at);
  }
}
