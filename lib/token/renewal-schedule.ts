import { type Instant, isReached } from '../timing/instant.js';
import { dueAt, type Renewable, renewalDueAt } from './renewal-timing.js';
import type { TokenKeeperParts } from './token-keeper-parts.js';

/** When the account has to do something by itself. One that sleeps has no timer. */
export class RenewalSchedule {
  /** Whether nothing is renewed until the next use. */
  isAsleep = false;

  /** @param onDue called when something is due */
  constructor(
    private readonly parts: Pick<TokenKeeperParts, 'timer' | 'reporter'>,
    private readonly onDue: () => void,
  ) {}

  /** Sets the timer for what comes next. */
  set(state: Renewable): void {
    const { timer, reporter } = this.parts;
    const due = dueAt(state);
    if (this.isAsleep || due === undefined) return this.clear();
    try {
      timer.arm(due, this.onDue);
    } catch (error) {
      // Timers may be stand-ins. The next caller finds what is due.
      reporter.broken(error);
    }
  }

  /** Nothing is due until it wakes. */
  sleep(): void {
    this.isAsleep = true;
    this.clear();
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
    return renewalAt !== undefined && isReached(renewalAt, at);
  }
}
