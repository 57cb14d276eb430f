import { vi } from 'vitest';

/** What both clocks of the process show, in milliseconds. */
export interface Reading {
  readonly wall: number;
  readonly monotonic: number;
}

/** How long ago by the clock that says more: a deadline is reached as soon as either clock has come to it. */
export function elapsedMs(since: Reading, at: Reading): number {
  return Math.max(at.wall - since.wall, at.monotonic - since.monotonic);
}

/** When every run begins. */
export const START = Date.UTC(2026, 5, 1, 12);

/** After a standstill, a timeout that was due in it waits this long for what has arrived, in milliseconds. */
const CATCH_UP_MS = 110;

/** What comes from outside. */
interface Arrival {
  readonly at: number;
  readonly timer: NodeJS.Timeout;
  readonly run: () => void;
}

/** The clock behind a function that is faked. */
interface Faked {
  readonly clock: { readonly now: number; readonly timers?: Record<number, { callAt: number }> };
}

/** More timers than any honest account needs for the longest timeline. */
const MOST_STEPS = 60_000;

/**
 * Time in the hand of a run. Timers fire one by one, and between two of them all promises settle, as Node does it;
 * Vitest's own way costs a real millisecond a timer, which thousands of runs cannot afford.
 */
export class SimulatedClock {
  private asleepMs = 0;
  /** When the machine last slept, on the monotonic clock. */
  suspendedAt = -Infinity;
  /** When somebody last set the wall clock, on the monotonic one. */
  setAt = -Infinity;
  private steps = 0;
  private isPassing = false;
  private own = 0;
  private readonly arrivals = new Set<Arrival>();
  private stoodStillUntil = -Infinity;

  start(): void {
    vi.useFakeTimers({
      toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
      now: START,
    });
  }

  stop(): void {
    vi.useRealTimers();
  }

  read(): Reading {
    return { wall: Date.now(), monotonic: performance.now() };
  }

  /** The time that really passed: a machine that sleeps does not stop its servers. */
  get serverMs(): number {
    return performance.now() + this.asleepMs;
  }

  /** Timers that are pending, but for those of the simulation. */
  get timers(): number {
    return vi.getTimerCount() - (this.isPassing ? 1 : 0) - this.own;
  }

  /** Something arrives from outside, which no account has to answer for. */
  later(milliseconds: number, run: () => void): void {
    this.own += 1;
    this.arrive(milliseconds, () => {
      this.own -= 1;
      run();
    });
  }

  /** Something arrives from outside after a while. Returns what keeps it away. */
  arrive(milliseconds: number, run: () => void): () => void {
    const arrival: Arrival = {
      at: performance.now() + milliseconds,
      timer: setTimeout(() => arrival.run(), milliseconds),
      run: () => {
        if (this.arrivals.delete(arrival)) run();
      },
    };
    this.arrivals.add(arrival);
    return () => {
      clearTimeout(arrival.timer);
      this.arrivals.delete(arrival);
    };
  }

  /** Sets the wall clock, as an administrator does; nothing else notices. */
  setWallClock(byMs: number): void {
    vi.setSystemTime(Date.now() + byMs);
    this.setAt = performance.now();
  }

  /** A time server corrects whatever was done to the wall clock. */
  setWallClockRight(): void {
    vi.setSystemTime(START + this.serverMs);
    this.setAt = performance.now();
  }

  /** Whether the wall clock was set since. */
  wasSetSince({ monotonic }: Reading): boolean {
    return this.setAt >= monotonic;
  }

  /** The machine sleeps: the wall clock goes on, timers and the monotonic clock stand still. */
  suspend(milliseconds: number): void {
    vi.setSystemTime(Date.now() + milliseconds);
    this.asleepMs += milliseconds;
    this.suspendedAt = performance.now();
  }

  /**
   * The process stands still, as one that is frozen or whose event loop is held. At the end of it the timers fire that were
   * due meanwhile, and only then arrives what has come from outside.
   */
  async standStill(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    this.stoodStillUntil = until;
    const late = [...this.arrivals].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
    for (const { timer } of late) clearTimeout(timer);
    const { clock } = setTimeout as unknown as Faked;
    const end = clock.now + milliseconds;
    for (const timer of Object.values(clock.timers ?? {})) timer.callAt = Math.max(timer.callAt, end);
    let isStanding = true;
    setTimeout(() => (isStanding = false), milliseconds);
    while (isStanding) {
      vi.advanceTimersToNextTimer();
      await nextTick();
    }
    for (const { run } of late) setImmediate(run);
    await settle();
  }

  /** From when on, on the monotonic clock, nothing is late any more because the process stood still. */
  get caughtUpAt(): number {
    return this.stoodStillUntil + CATCH_UP_MS;
  }

  /** Whether the process stood still since, or has not caught up yet with what came meanwhile. */
  stoodStillSince(monotonic: number): boolean {
    return this.caughtUpAt >= monotonic;
  }

  /** Lets time pass, and calls back after each timer, once all promises that it settled have been dealt with. */
  async pass(milliseconds: number, afterEach: () => void): Promise<void> {
    this.isPassing = true;
    setTimeout(() => {
      this.isPassing = false;
    }, milliseconds);
    while (this.isPassing) {
      this.steps += 1;
      if (this.steps > MOST_STEPS) throw new Error('timers fire without end');
      vi.advanceTimersToNextTimer();
      await settle();
      afterEach();
      // What that has asked for is known before time goes on.
      await nextTick();
    }
  }
}

/** Lets promises settle for which nothing has to come from outside. */
function nextTick(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Lets all promises settle that can without time passing. Immediates are not simulated. */
export async function settle(): Promise<void> {
  // Work that comes all at once is done in several turns of the event loop.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
