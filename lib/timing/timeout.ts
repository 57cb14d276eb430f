import { clearImmediate, setImmediate } from 'node:timers';
import { unref } from './unref.js';

/**
 * A timer that fires later than this, in milliseconds, did not merely wait for its turn. On two cores with a
 * load of eleven, 99 of 100 timers were late by less than 25 ms, and none of 400 by more than 116 ms.
 */
const MOMENT_MS = 100;

/**
 * Whether a timer fires so late that the process stood still: it was frozen, or something blocked its event
 * loop. Both instants are in milliseconds by the monotonic clock.
 */
export function isLate(dueAtMs: number, atMs: number): boolean {
  return atMs - dueAtMs > MOMENT_MS;
}

/** What to do when a timer fires: it counts, sockets are read first, or there is a moment more for that. */
type Firing = 'counts' | 'read first' | 'wait a moment';

/** Judges a timer by when it was due and when it fires. */
export function judgeFiring(dueAtMs: number, atMs: number): Firing {
  if (isLate(dueAtMs, atMs)) return 'wait a moment';
  // A timer that fires in time comes right after a reading. Otherwise the event loop may have been blocked,
  // even if the delay is short.
  return atMs - dueAtMs < 1 ? 'counts' : 'read first';
}

/**
 * A time limit. Node runs timers before it reads sockets, so after a standstill of the process, an answer may
 * have arrived unnoticed. Unless the timer fires in time, sockets are therefore read before the time is over.
 * After a standstill there is a moment more, for an answer that takes several readings or has to be
 * decompressed. Code that has received its answer clears the timeout.
 */
export class Timeout {
  private timer?: NodeJS.Timeout;
  private reading?: NodeJS.Immediate;
  private keepsAlive = true;

  /**
   * @param timeoutMs at most `LONGEST_TIMER_MS`
   * @param onOver called once, unless the timeout is cleared before
   */
  constructor(
    private readonly timeoutMs: number,
    private readonly onOver: () => void,
  ) {
    this.refresh();
  }

  /** Allows the process to end meanwhile. */
  unref(): this {
    this.keepsAlive = false;
    unref(this.timer);
    return this;
  }

  /** Restarts the time. */
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

  /** Ends it. Nothing happens once the time is over. */
  clear(): void {
    clearTimeout(this.timer);
    clearImmediate(this.reading);
  }

  private start(milliseconds: number, run: () => void): void {
    this.timer = setTimeout(run, milliseconds);
    if (!this.keepsAlive) unref(this.timer);
  }

  /** One turn ends with a reading, and the next one processes what was read. */
  private readSockets(): void {
    this.reading = setImmediate(() => {
      this.reading = setImmediate(this.onOver);
    });
  }
}
