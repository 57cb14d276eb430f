import { type Instant, isReached } from '../timing/instant.js';
import { dueAt, type Renewable, renewalDueAt } from './renewal-timing.js';
import type { TokenKeeperParts } from './token-keeper-parts.js';

/** Knows when the account has to act by itself. An account that sleeps has no timer. */
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
      // Timers may be stand-ins that fail. The next caller then finds what is due.
      reporter.broken(error);
    }
  }

  /** Stops the timer until the account wakes. */
  sleep(): void {
    this.isAsleep = true;
    this.clear();
    this.parts.reporter.sleep();
  }

  /** Records a use of the account, and returns whether it was asleep. */
  wakes(): boolean {
    const wasAsleep = this.isAsleep;
    this.isAsleep = false;
    return wasAsleep;
  }

  clear(): void {
    this.parts.timer.disarm();
  }

  /** Whether an attempt is due although no caller needs it. */
  isRenewalDue(state: Renewable, at: Instant): boolean {
    const renewalAt = renewalDueAt(state);
    return renewalAt !== undefined && isReached(renewalAt, at);
  }
}
