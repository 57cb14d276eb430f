// The helper of all timeouts by itself, in fake time; that each of them keeps to it is proved by standstill.spec.ts and by
// processes that really stand still.
import { describe, expect, it } from 'vitest';
import { isLate, judgeFiring, Timeout } from '../../lib/timing/timeout.js';
import { pass, standStill, useFakeTime } from '../support/fake-time.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function timeout(timeoutMs: number): { readonly timeout: Timeout; readonly over: () => number } {
  let count = 0;
  return { timeout: new Timeout(timeoutMs, () => (count += 1)), over: () => count };
}

describe('a timer that fires', () => {
  it.each([
    [-1, 'counts'],
    [0.9, 'counts'],
    [1, 'read first'],
    [100, 'read first'],
    [100.1, 'wait a moment'],
  ])('%d ms late: %s', (lateMs, expected) => {
    expect(judgeFiring(5_000, 5_000 + lateMs)).toBe(expected);
    expect(isLate(5_000, 5_000 + lateMs)).toBe(expected === 'wait a moment');
  });
});

describe('a time-out', () => {
  it('is over when its time has passed, once', async () => {
    useFakeTime();
    const { over } = timeout(1_000);

    await pass(999);
    expect(over()).toBe(0);
    await pass(1);
    expect(over()).toBe(1);
    await pass(10_000);
    expect(over()).toBe(1);
  });

  it('is over after two readings of the sockets where its timer was late', async () => {
    useFakeTime();
    const { over } = timeout(1_000);

    standStill(1_100);
    expect(over()).toBe(0);
    await turn();
    expect(over()).toBe(0);
    await turn();
    expect(over()).toBe(1);
  });

  it('is over after a moment and two readings where the process stood still', async () => {
    useFakeTime();
    const { over } = timeout(1_000);

    standStill(1_101);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    await pass(99);
    expect(over()).toBe(0);
    await pass(1);
    expect(over()).toBe(0);
    for (let turns = 0; turns < 2; turns += 1) await turn();
    expect(over()).toBe(1);
  });

  it.each([0, 999, 1_050, 60_000])('never is once it was cleared after %d ms', async (ageMs) => {
    useFakeTime();
    const given = timeout(1_000);
    standStill(ageMs);
    given.timeout.clear();
    await pass(60_000);
    for (let turns = 0; turns < 5; turns += 1) await turn();

    expect(given.over()).toBe(0);
  });

  it('is not over between the two readings once it was cleared', async () => {
    useFakeTime();
    const given = timeout(1_000);
    standStill(1_050);
    await turn();
    given.timeout.clear();
    for (let turns = 0; turns < 5; turns += 1) await turn();

    expect(given.over()).toBe(0);
  });

  it('begins again when it is refreshed, and is over once', async () => {
    useFakeTime();
    const given = timeout(1_000);
    await pass(900);
    given.timeout.refresh();
    await pass(999);
    expect(given.over()).toBe(0);
    standStill(50);
    given.timeout.refresh();
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(given.over()).toBe(0);
    await pass(1_000);
    expect(given.over()).toBe(1);
  });

  it('keeps the process alive unless told otherwise, however often it begins', () => {
    const alive = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const others = alive();
    const { timeout: given } = timeout(60_000);
    given.refresh();
    expect(alive()).toBe(others + 1);

    expect(given.unref()).toBe(given);
    expect(alive()).toBe(others);
    given.refresh();
    expect(alive()).toBe(others);
    given.clear();
  });
});
