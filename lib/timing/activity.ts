import { after, type Instant, now, remainingMs } from './instant.js';

/**
 * How often uses are reported, in milliseconds. A report costs more than a use, and more precision is not
 * needed.
 */
const TELL_EVERY_MS = 1_000;

/** Receives reports of an activity. */
export interface ActivityListener {
  /** Something begins. */
  begun(): void;
  /** It is used. This is reported at most once a second. */
  used(): void;
  /** The last thing in progress has ended. */
  rests(): void;
}

/** Whether something is in use, and since when it is not. */
export class Activity {
  private underWay = 0;
  private lastUsedAt: Instant = now();
  private toldAt = -Infinity;

  constructor(private readonly listener: ActivityListener) {}

  get isUnderWay(): boolean {
    return this.underWay > 0;
  }

  /** Records that something is in progress. `end()` has to follow. */
  begin(): void {
    this.underWay += 1;
    this.listener.begun();
  }

  end(): void {
    this.underWay -= 1;
    this.touch(now());
    if (this.underWay === 0) this.listener.rests();
  }

  /** Records a use at this instant. */
  touch(at: Instant): void {
    this.lastUsedAt = at;
    if (at.monotonicMs < this.toldAt + TELL_EVERY_MS) return;
    this.toldAt = at.monotonicMs;
    this.listener.used();
  }

  /** Makes the next use be reported, no matter how soon it comes. */
  tellNextUse(): void {
    this.toldAt = -Infinity;
  }

  /** Milliseconds until it will have been unused for that long; zero or less if it already has. */
  idleInMs(milliseconds: number, at: Instant): number {
    return this.isUnderWay ? milliseconds : remainingMs(after(this.lastUsedAt, milliseconds), at);
  }
}
