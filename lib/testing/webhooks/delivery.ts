import type { StoredSubscription } from '../resources/webhook-subscriptions.js';
import type { WebhookEvent } from '../resources/webhook-events.js';

/**
 * Pauses before the attempts that follow the first, in milliseconds. That the vendor repeats deliveries and at
 * some point stops is known; how often and when is assumed.
 */
const PAUSES_MS = [10_000, 60_000, 600_000, 3_600_000];

/** An event on its way to one subscription. */
export class Delivery {
  state: 'pending' | 'delivered' | 'failed' = 'pending';
  /** When the next attempt is due, by the clock of the deliveries; undefined if none is. */
  dueAtMs: number | undefined;
  /** Number of attempts so far. */
  attempts = 0;
  private pauses: readonly number[] = PAUSES_MS;

  constructor(
    readonly event: WebhookEvent,
    readonly subscription: StoredSubscription,
  ) {}

  /** Begins an attempt, and returns its number. */
  begin(): number {
    this.dueAtMs = undefined;
    return (this.attempts += 1);
  }

  /**
   * Ends an attempt. Anything but a 2xx is a failure, after which it is due again until the pauses are used up.
   *
   * @param beganAtMs when the attempt began, from where the pause counts
   */
  end(status: number | undefined, beganAtMs: number): void {
    const isSuccess = status !== undefined && status >= 200 && status < 300;
    const [pauseMs, ...rest] = this.pauses;
    if (isSuccess) {
      this.state = 'delivered';
    } else if (pauseMs === undefined || !this.subscription.isLive) {
      this.state = 'failed';
    } else {
      this.pauses = rest;
      this.dueAtMs = beganAtMs + pauseMs;
    }
  }

  /** Makes it due at once, with all its attempts ahead. */
  restart(nowMs: number): void {
    this.state = 'pending';
    this.pauses = PAUSES_MS;
    this.dueAtMs = nowMs;
  }

  /** Nothing is sent any more. */
  giveUp(): void {
    this.dueAtMs = undefined;
    this.state = 'failed';
  }
}
