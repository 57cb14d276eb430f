import { detached } from './detached.js';
import { unref } from './unref.js';

/** One timer for many things that fall due. It does not keep the process alive. */
export class Alarm {
  private timer?: NodeJS.Timeout;
  private dueAt = Infinity;

  constructor(private readonly onDue: () => void) {}

  /** Rings after this time in milliseconds, unless it is set to ring sooner. */
  ringIn(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (this.dueAt <= at) return;
    this.off();
    this.dueAt = at;
    const ring = (): void => {
      this.dueAt = Infinity;
      this.onDue();
    };
    // Timers drop fractions, and an alarm that rings a moment early would have to ring again.
    this.timer = detached(() => setTimeout(ring, Math.max(1, Math.ceil(milliseconds))));
    unref(this.timer);
  }

  off(): void {
    clearTimeout(this.timer);
    this.dueAt = Infinity;
  }
}
