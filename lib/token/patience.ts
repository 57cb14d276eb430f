import { type Abortable, unlessAborted } from '../timing/abort.js';
import {
  type Deadline,
  type Instant,
  isReached,
  LONGEST_TIMER_MS,
  now,
  remainingMs,
} from '../timing/instant.js';
import type { RefreshFailure } from './refresh-failure.js';

/** How long a caller without a token waits while attempts fail. */
export interface Patience {
  /** How long the caller waits in total, in milliseconds. */
  readonly ms: number;
  /** How many failed attempts the caller waits through. */
  readonly failures: number;
  /** Whether the caller also waits through attempts that fail slowly. Otherwise they must fail quickly. */
  readonly isForAnyOutage?: boolean;
}

/** Whether a caller waits for the next attempt instead of ending with this failure. */
export function isWorthWaiting(
  failure: Pick<RefreshFailure, 'kind' | 'isQuick' | 'nextAttemptAt'>,
  failures: number,
  patience: Patience,
  endsAt: Deadline,
): boolean {
  const passes = patience.isForAnyOutage ? failure.kind === 'transient' : failure.isQuick;
  // A wait longer than the caller's time would only keep the reason from it.
  return passes && failures <= patience.failures && remainingMs(endsAt, failure.nextAttemptAt) > 0;
}

/** Callers that wait for the next attempt, which they share. They keep the process alive. */
export class Patient {
  private waiting?: Set<() => void>;

  /**
   * Waits until the next attempt may be made, or something else has changed.
   *
   * @throws the signal's reason once it is aborted
   */
  async wait(failure: RefreshFailure, signal?: Abortable, at: Instant = now()): Promise<void> {
    if (isReached(failure.nextAttemptAt, at)) return;
    let wake = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
      const ms = Math.ceil(remainingMs(failure.nextAttemptAt, at));
      timer = setTimeout(resolve, Math.min(ms, LONGEST_TIMER_MS));
    });
    const waiting = (this.waiting ??= new Set());
    waiting.add(wake);
    try {
      await unlessAborted(woken, signal);
    } finally {
      clearTimeout(timer);
      waiting.delete(wake);
    }
  }

  /** Wakes all callers, because something has changed that they may have waited for. */
  wake(): void {
    for (const wake of this.waiting ?? []) wake();
  }
}
