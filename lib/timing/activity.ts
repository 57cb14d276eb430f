import { after, type Instant, now, remainingMs } from './instant.js';

/** Telling costs more than a use, and nobody needs to know more precisely, in milliseconds. */
const TELL_EVERY_MS = 1_000;

/** Who is told what becomes of an activity. */
export interface ActivityListener {
  /** Something begins. */
  begun(): void;
  /** It is used. Told at most once a second. */
  used(): void;
  /** The last thing that was under way has ended. */
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

  /** Something is under way; `end()` has to follow. */
  begin(): void {
    this.underWay += 1;
    this.listener.begun();
  }

  end(): void {
    this.underWay -= 1;
    this.touch(now());
    if (this.underWay === 0) this.listener.rests();
  }

  /** It is used at this instant. */
  touch(at: Instant): void {
    this.lastUsedAt = at;
    if (at.monotonicMs < this.toldAt + TELL_EVERY_MS) return;
    this.toldAt = at.monotonicMs;
    this.listener.used();
  }

  /** The next use is told, however soon it comes. */
  tellNextUse(): void {
    this.toldAt = -Infinity;
  }

  /** Milliseconds until it will have been unused for that long; zero or less if it was. */
  idleInMs(milliseconds: number, at: Instant): number {
    return this.isUnderWay ? milliseconds : remainingMs(after(this.lastUsedAt, milliseconds), at);
  }
}
