import { clearImmediate, setImmediate } from 'node:timers';
import { unref } from './unref.js';

/**
 * A timer that fires later than this did not merely wait for its turn, in milliseconds. On two cores with a load of eleven,
 * 99 of 100 timers were late by less than 25 ms, and none of 400 by more than 116 ms.
 */
const MOMENT_MS = 100;

/**
 * Whether what was due then comes so late that the process stood still: it was frozen, or something held its event loop.
 * Both instants are in milliseconds by the monotonic clock.
 */
export function isLate(dueAtMs: number, atMs: number): boolean {
  return atMs - dueAtMs > MOMENT_MS;
}

/** What is to be done when a timer fires: it counts, sockets are read first, or there is a moment more for that. */
type Firing = 'counts' | 'read first' | 'wait a moment';

/** Judges a timer that was due then and fires now. */
export function judgeFiring(dueAtMs: number, atMs: number): Firing {
  if (isLate(dueAtMs, atMs)) return 'wait a moment';
  // In time, it comes right after a reading. Otherwise the event loop may have been held, however short the delay is.
  return atMs - dueAtMs < 1 ? 'counts' : 'read first';
}

/**
 * The time that something may take. Node runs timers before it reads sockets, so where the process stood still, the answer
 * may have been there all along. Unless the timer fires in time, sockets are therefore read before the time is over, and
 * after a standstill there is a moment more, for an answer that takes several readings or has to be decompressed. Whoever
 * has the answer then clears the time-out.
 */
export class Timeout {
  private timer?: NodeJS.Timeout;
  private reading?: NodeJS.Immediate;
  private keepsAlive = true;

  /**
   * @param timeoutMs at most `LONGEST_TIMER_MS`
   * @param onOver is called once, unless the time-out is cleared before
   */
  constructor(
    private readonly timeoutMs: number,
    private readonly onOver: () => void,
  ) {
    this.refresh();
  }

  /** Lets the process end meanwhile. */
  unref(): this {
    this.keepsAlive = false;
    unref(this.timer);
    return this;
  }

  /** Lets the time begin again. */
  refresh(): void {
    this.clear();
    const dueAtMs = performance.now() + this.timeoutMs;
    this.start(this.timeoutMs, () => {
      const firing = judgeFiring(dueAtMs, performance.now());
      if (firing === 'counts') this.onOver();
      else if (firing === 'read first') this.readSockets();
      else this.start(MOMENT_MS, () => this.readSockets());
    });
  }

  /** Ends it. Does nothing once the time is over. */
  clear(): void {
    clearTimeout(this.timer);
    clearImmediate(this.reading);
  }

  private start(milliseconds: number, run: () => void): void {
    this.timer = setTimeout(run, milliseconds);
    if (!this.keepsAlive) unref(this.timer);
  }

  /** One turn ends with a reading, and the next one reads what came of that. */
  private readSockets(): void {
    this.reading = setImmediate(() => {
      this.reading = setImmediate(this.onOver);
    });
  }
}
