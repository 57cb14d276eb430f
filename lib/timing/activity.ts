import { after, type Deadline, type Instant, isReached, now } from './instant.js';

/** Whether something is in use, and since when it is not. */
export class Activity {
  private underWay = 0;
  private lastUsedAt: Instant = now();

  /** @param onUse called whenever it is used, and when a use ends */
  constructor(private readonly onUse: () => void = () => undefined) {}

  /** Something is under way; `end()` has to follow. */
  begin(): void {
    this.underWay += 1;
  }

  end(): void {
    this.underWay -= 1;
    this.touch(now());
  }

  /** It is used at this instant. */
  touch(at: Instant): void {
    this.lastUsedAt = at;
    this.onUse();
  }

  get isUnderWay(): boolean {
    return this.underWay > 0;
  }

  /** When it will have been unused for that long, unless it is used meanwhile. */
  idleAt(milliseconds: number, at: Instant): Deadline {
    return after(this.isUnderWay ? at : this.lastUsedAt, milliseconds);
  }

  /** Whether it was not used for that long. */
  isIdle(milliseconds: number, at: Instant): boolean {
    return isReached(this.idleAt(milliseconds, at), at);
  }
}
