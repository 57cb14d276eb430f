import type { TokenService } from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { onTestFinished, vi } from 'vitest';

/** Takes the clocks and timers into the test's hand until it ends; sockets go on in real time. */
export function useFakeTime(): void {
  vi.useFakeTimers({
    toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'],
    now: new Date('2026-06-01T12:00:00Z'),
  });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** Lets the given time pass, timers included. */
export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

/**
 * Lets the given time pass in small steps, and between them lets the sockets finish: fake time must not run
 * into the timeout of a token request that in real time has only begun.
 */
export async function passAttentively(
  milliseconds: number,
  simulator: Simulator,
  tokens: TokenService,
): Promise<void> {
  let settled = settledBefore(simulator, tokens);
  const subscription = tokens.events$.subscribe(({ type }) => {
    if (type === 'refreshed' || type === 'failed') settled += 1;
  });
  for (let left = milliseconds; left > 0; left -= 5_000) {
    await pass(Math.min(left, 5_000));
    await until(() => simulator.journal.tokenRequests.length <= settled, 'the token request has ended');
  }
  subscription.unsubscribe();
}

function settledBefore(simulator: Simulator, tokens: TokenService): number {
  const isUnderWay = tokens.snapshot().isRefreshing;
  return simulator.journal.tokenRequests.length - (isUnderWay ? 1 : 0);
}

/** Lets fake time pass in small steps, and real time between them for the sockets, until something holds. */
export async function passUntil(holds: () => boolean, mostSteps = 2_000): Promise<void> {
  for (let step = 0; step < mostSteps; step += 1) {
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (holds()) return;
    await pass(50);
  }
  throw new Error(`It never came to hold: ${String(holds)}`);
}

/** Sets the wall clock, as an administrator or a sleeping machine does; timers know nothing of it. */
export function setWallClock(byMilliseconds: number): void {
  vi.setSystemTime(Date.now() + byMilliseconds);
}

/**
 * Lets the process stand still for the given time, as one that is frozen or whose event loop is held: both clocks go on, and
 * timers that were due meanwhile fire at its end, before any socket is read.
 */
export function standStill(milliseconds: number): void {
  (setTimeout as unknown as { clock: { jump(byMs: number): void } }).clock.jump(milliseconds);
}

/** Waits in real time, while sockets do their work, until something holds. */
export async function until(holds: () => boolean, what = String(holds)): Promise<void> {
  for (let turn = 0; turn < 5_000; turn += 1) {
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
    if (turn > 200) await new Promise((resolve) => realSetTimeout(resolve, 1));
  }
  throw new Error(`It never came to hold: ${what}`);
}

const realSetTimeout = globalThis.setTimeout;
