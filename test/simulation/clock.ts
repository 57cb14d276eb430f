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

/** More timers than any honest account needs for the longest timeline. */
const MOST_STEPS = 60_000;

/**
 * Time in the hand of a run. Timers fire one by one, and between two of them all promises settle, as Node does it;
 * Vitest's own way costs a real millisecond a timer, which thousands of runs cannot afford.
 */
export class SimulatedClock {
  private asleepMs = 0;
  private steps = 0;
  private isPassing = false;
  private own = 0;

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

  /** A timer of the simulation, which no account has to answer for. */
  later(milliseconds: number, run: () => void): void {
    this.own += 1;
    setTimeout(() => {
      this.own -= 1;
      run();
    }, milliseconds);
  }

  /** Sets the wall clock, as an administrator does; nothing else notices. */
  setWallClock(byMs: number): void {
    vi.setSystemTime(Date.now() + byMs);
  }

  /** A time server corrects whatever was done to the wall clock. */
  setWallClockRight(): void {
    vi.setSystemTime(START + this.serverMs);
  }

  /** The machine sleeps: the wall clock goes on, timers and the monotonic clock stand still. */
  suspend(milliseconds: number): void {
    this.setWallClock(milliseconds);
    this.asleepMs += milliseconds;
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
    }
  }
}

/** Lets all promises settle that can without time passing. Immediates are not simulated. */
export async function settle(): Promise<void> {
  // Work that comes all at once is done in several turns of the event loop.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
