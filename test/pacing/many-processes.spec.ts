import { Logger } from '@nestjs/common';
import {
  AccountClosedError,
  type PacingOptions,
  RateQueueFullError,
  type SharedRateBudget,
} from 'nestjs-alternative-payments';
import { RedisRateBudget } from 'nestjs-alternative-payments/redis';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, passUntil, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

type Reserve = SharedRateBudget['reserve'];

/** An account on fake time whose budget is shared. */
async function start(reserve: Reserve, pacing: PacingOptions = {}) {
  const simulator = await simulate();
  useFakeTime();
  const account = await startAccount({
    ...simulator.options,
    warmUp: false,
    pacing: { shared: { reserve }, ...pacing },
  });
  return { simulator, ...account };
}

const startsOf = ({ journal }: Simulator): number[] => journal.requests.map(({ at }) => at);

describe('a shared rate budget', () => {
  it('is asked for each start, under a name that tells the key from every other', async () => {
    const reserve = vi.fn<Reserve>(() => Promise.resolve(0));
    const { simulator, http } = await start(reserve, { requests: 3, perMilliseconds: 500 });
    for (let call = 0; call < 3; call += 1) {
      const answer = http.axiosRef.get('/customers');
      await passUntil(() => simulator.journal.apiRequests.length === call + 1);
      await answer;
    }
    expect(reserve).toHaveBeenCalledTimes(4);
    const [key, limit] = reserve.mock.calls[0] ?? [];
    expect(key).toMatch(/^custom:simulated-client-id:[\w-]{43}$/);
    expect(limit).toMatchObject({ requests: 3, perMilliseconds: 500 });
    expect(new Set(reserve.mock.calls.map(([one]) => one)).size).toBe(1);
  });

  it('says when each request may start, and books one start at a time', async () => {
    let booked = 0;
    let underWay = 0;
    const reserve = vi.fn<Reserve>(async () => {
      underWay += 1;
      expect(underWay).toBe(1);
      await Promise.resolve();
      underWay -= 1;
      return (booked += 1) <= 2 ? 0 : 1_000;
    });
    const { simulator, http, tokens } = await start(reserve);
    void tokens.getToken();
    await passUntil(() => tokens.snapshot().state === 'valid');
    const calls = Promise.all([1, 2, 3].map(() => http.axiosRef.get('/customers')));
    await passUntil(() => simulator.journal.apiRequests.length === 3);
    await calls;
    const [first = 0, second = 0, third = 0] = startsOf(simulator).slice(1);
    expect(second - first).toBeGreaterThanOrEqual(1_000);
    expect(third - second).toBeGreaterThanOrEqual(1_000);
    expect(reserve).toHaveBeenCalledTimes(4);
  });

  it('gives a booked start to the token call, whoever came first', async () => {
    const reserve = vi.fn<Reserve>(() => Promise.resolve(100));
    const { simulator, http, tokens } = await start(reserve);
    void tokens.getToken();
    await passUntil(() => tokens.snapshot().state === 'valid');
    void http.axiosRef.get('/customers');
    void http.axiosRef.get('/customers');
    void tokens.refresh();
    await passUntil(() => simulator.journal.requests.length === 4);
    expect(simulator.journal.requests.map(({ path }) => path)).toEqual([
      '/oauth/token',
      '/oauth/token',
      '/customers',
      '/customers',
    ]);
  });

  it('turns away more than may wait, and whoever gives up leaves the others their turn', async () => {
    const { simulator, http, tokens } = await start(() => Promise.resolve(500), { queue: 1, requests: 1 });
    void tokens.getToken();
    await passUntil(() => tokens.snapshot().state === 'valid');
    const leaving = new AbortController();
    const calls = [leaving.signal, undefined, undefined].map((signal) =>
      http.axiosRef.get('/customers', { signal }).then(
        ({ status }) => status,
        (error: unknown) => error,
      ),
    );
    expect(await calls[2]).toBeInstanceOf(RateQueueFullError);
    leaving.abort();
    expect(await calls[0]).toMatchObject({ code: 'ERR_CANCELED' });
    await passUntil(() => simulator.journal.apiRequests.length === 1);
    expect(await calls[1]).toBe(200);
  });

  it('that is booked for somebody who gives up serves whoever comes before it, and not earlier', async () => {
    const { simulator, http, tokens } = await start(() => Promise.resolve(800));
    void tokens.getToken();
    await passUntil(() => tokens.snapshot().state === 'valid');
    const timers = vi.getTimerCount();
    const begin = performance.now();
    for (let turn = 0; turn < 5; turn += 1) {
      const leaving = new AbortController();
      const call = http.axiosRef.get('/customers', { signal: leaving.signal }).catch(() => undefined);
      await pass(turn === 0 ? 0 : 100);
      leaving.abort();
      await call;
    }
    void http.axiosRef.get('/customers');
    await passUntil(() => simulator.journal.apiRequests.length === 1);
    const waited = (startsOf(simulator).at(-1) ?? 0) - begin;
    expect(waited).toBeGreaterThanOrEqual(800);
    expect(waited).toBeLessThan(1_000);
    await pass(2_000);
    expect(vi.getTimerCount()).toBe(timers);
  });

  it('lets requests start at once where none may wait', async () => {
    const { simulator, http, tokens } = await start(() => Promise.resolve(0), { queue: 0 });
    void tokens.getToken();
    await passUntil(() => tokens.snapshot().state === 'valid');
    const calls = Promise.all([1, 2, 3, 4, 5].map(() => http.axiosRef.get('/customers')));
    await passUntil(() => simulator.journal.apiRequests.length === 5);
    expect((await calls).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('turns away whoever waits when the application closes', async () => {
    const { application, http, tokens } = await start(() => Promise.resolve(500));
    void tokens.getToken();
    await passUntil(() => tokens.snapshot().state === 'valid');
    const call = http.axiosRef.get('/customers').catch((error: unknown) => error);
    await pass(10);
    await application.close();
    expect(await call).toBeInstanceOf(AccountClosedError);
    await pass(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a shared rate budget that fails', () => {
  it.each<[string, () => unknown]>([
    ['is down', () => Promise.reject(new Error('connection lost'))],
    [
      'throws',
      () => {
        throw new Error('not connected');
      },
    ],
    ['never answers', () => new Promise(() => undefined)],
    ['answers nonsense', () => Promise.resolve('soon')],
    ['answers NaN', () => Promise.resolve(NaN)],
    ['answers with the past', () => Promise.resolve(-5)],
    ['answers with never', () => Promise.resolve(Infinity)],
    ['answers with a time beyond all timers', () => Promise.resolve(2 ** 40)],
    ['rejects with what cannot be shown', () => Promise.reject(Object.create(null) as Error)],
  ])('because it %s leaves the process its own share', async (_what, fault) => {
    const { simulator, http, tokens } = await start(fault as Reserve, { localShare: 2 });
    void tokens.getToken();
    await passUntil(() => tokens.snapshot().state === 'valid');
    for (let call = 0; call < 8; call += 1) void http.axiosRef.get('/customers');
    await passUntil(() => simulator.journal.requests.length === 9);
    const starts = startsOf(simulator);
    for (const [place, at] of starts.entries()) {
      // The server notes arrivals on a clock that moves on by 50 ms at a time.
      const inWindow = starts.slice(place).filter((other) => other - at < 1_100 - 50);
      expect(inWindow.length).toBeLessThanOrEqual(2);
    }
    // The whole share is used: eight calls and a token request, two in each window.
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeLessThan(4 * 1_100 + 1_500);
  });

  const silent = (): Promise<never> => new Promise(() => undefined);
  it.each<[string, SharedRateBudget, number]>([
    ['250 ms where it says nothing else', { reserve: silent }, 250],
    ['its own time-out', { reserve: silent, timeoutMs: 1_700 }, 1_700],
    ['250 ms for Redis', new RedisRateBudget({ eval: silent }), 250],
    ['the time-out given for Redis', new RedisRateBudget({ eval: silent }, { timeoutMs: 1_700 }), 1_700],
  ])('because it is silent keeps a request waiting for %s', async (_what, shared, timeoutMs) => {
    const { tokens, simulator } = await start(silent, { shared });
    void tokens.getToken();
    await pass(timeoutMs - 50);
    expect(simulator.journal.requests).toEqual([]);
    await pass(100);
    await passUntil(() => tokens.snapshot().state === 'valid');
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it.each([0, -1, NaN, Infinity, '250'])('is not made with %s as its time-out', (timeoutMs) => {
    expect(() => new RedisRateBudget({ eval: silent }, { timeoutMs: timeoutMs as number })).toThrow(
      /"timeoutMs" as a number of milliseconds/,
    );
  });

  it('is left alone for a second, and used again when it works; the log says so once', async () => {
    const said: string[] = [];
    for (const level of ['warn', 'log'] as const) {
      const spy = vi
        .spyOn(Logger.prototype, level)
        .mockImplementation((text) => void said.push(String(text)));
      onTestFinished(() => spy.mockRestore());
    }
    let isDown = true;
    const reserve = vi.fn<Reserve>(() =>
      isDown ? Promise.reject(new Error('connection lost')) : Promise.resolve(0),
    );
    const { simulator, http } = await start(reserve, { localShare: 100 });
    for (let call = 0; call < 20; call += 1) void http.axiosRef.get('/customers');
    await passUntil(() => simulator.journal.apiRequests.length === 20);
    expect(reserve.mock.calls.length).toBeLessThanOrEqual(2);
    isDown = false;
    await pass(1_000);
    for (let call = 0; call < 5; call += 1) void http.axiosRef.get('/customers');
    await passUntil(() => simulator.journal.apiRequests.length === 25);
    expect(reserve.mock.calls.length).toBeGreaterThanOrEqual(6);
    expect(said.filter((text) => text.includes('shared rate budget'))).toEqual([
      'The shared rate budget cannot be used, and this process keeps to its "localShare": connection lost',
      'The shared rate budget works again',
    ]);
  });
});
