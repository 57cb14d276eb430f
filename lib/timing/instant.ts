/**
 * A reading of both clocks, in milliseconds. The wall clock can be set forward or back. The monotonic clock
 * cannot, but on some systems it stands still while the machine sleeps. Together they miss neither.
 */
export interface Instant {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** A future instant. It is reached as soon as either clock says so. */
export type Deadline = Instant;

export function now(): Instant {
  return { wallMs: Date.now(), monotonicMs: performance.now() };
}

/** The instant that is this many milliseconds after another. */
export function after(instant: Instant, milliseconds: number): Instant {
  return { wallMs: instant.wallMs + milliseconds, monotonicMs: instant.monotonicMs + milliseconds };
}

/** Milliseconds until the deadline by the clock that is nearer to it; zero or less once it is reached. */
export function remainingMs(deadline: Deadline, at: Instant): number {
  return Math.min(deadline.wallMs - at.wallMs, deadline.monotonicMs - at.monotonicMs);
}

/** A deadline that is reached as soon as one of the two is, by either clock. */
export function earlier(one: Deadline, other: Deadline): Deadline {
  return {
    wallMs: Math.min(one.wallMs, other.wallMs),
    monotonicMs: Math.min(one.monotonicMs, other.monotonicMs),
  };
}

/** Whether either clock has reached the deadline. */
export function isReached(deadline: Deadline, at: Instant): boolean {
  return remainingMs(deadline, at) <= 0;
}

/** The deadline as a date. It is calculated from the present, so that setting a clock does not distort it. */
export function toDate(deadline: Deadline, at: Instant): Date {
  return new Date(at.wallMs + remainingMs(deadline, at));
}

/** The longest delay that Node's timers accept. Longer ones fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
