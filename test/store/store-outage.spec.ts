import { Logger } from '@nestjs/common';
import type { TokenStore } from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, passUntil, useFakeTime } from '../support/fake-time.js';
import { ObservedStore } from '../support/shared-store.js';
import { simulate } from '../support/simulator.js';

const down = (): Promise<never> => Promise.reject(new Error('connection lost'));
const silent = (): Promise<never> => new Promise(() => undefined);
const broken = (): never => {
  throw new Error('not connected');
};
const all = (one: () => Promise<never>): Partial<TokenStore> => ({
  read: one,
  write: one,
  remove: one,
  acquireLease: one,
  releaseLease: one,
});

describe('a store', () => {
  it('is missed once in the log, and welcomed back once', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    // By logger: others may still tell of what befell the accounts of tests before this one.
    const said = new Map<unknown, string[]>();
    for (const level of ['warn', 'log'] as const) {
      const spy = vi.spyOn(Logger.prototype, level).mockImplementation(function (this: unknown, text) {
        said.set(this, [...(said.get(this) ?? []), String(text)]);
      });
      onTestFinished(() => spy.mockRestore());
    }
    const { tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      tokenStore: { store, encryption: 'plaintext' },
    });
    store.faults = all(() => Promise.reject(new Error('gone for a while')));
    for (let turn = 0; turn < 3; turn += 1) await tokens.refresh();
    store.faults = {};
    for (let turn = 0; turn < 3; turn += 1) await tokens.refresh();
    const ofThisAccount = (): string[] =>
      [...said.values()]
        .map((lines) => lines.filter((line) => line.includes('token store')))
        .find(([first]) => first?.includes('gone for a while')) ?? [];
    await vi.waitFor(() => expect(ofThisAccount()).toHaveLength(2), { timeout: 20_000 });
    expect(ofThisAccount()).toEqual([
      'The token store cannot be used, and this process requests its own tokens: gone for a while',
      'The token store works again',
    ]);
  });

  it.each([
    ['is down', down],
    ['throws', broken],
    ['never answers', silent],
  ])('that %s leaves the process on its own, for each operation and for all', async (_what, fault) => {
    const simulator = await simulate();
    const names = Object.keys(all(fault)) as Array<keyof TokenStore>;
    for (const faults of [all(fault), ...names.map((name) => ({ [name]: fault }))]) {
      const store = new ObservedStore();
      store.faults = faults;
      const { http, tokens } = await startAccount({
        ...simulator.options,
        warmUp: false,
        tokenStore: { store, encryption: 'plaintext', timeoutMs: 20, leaseMs: 50 },
      });
      await expect(firstValueFrom(http.get('/customers'))).resolves.toMatchObject({ status: 200 });
      tokens.invalidate(await tokens.getToken());
      await expect(firstValueFrom(http.get('/customers'))).resolves.toMatchObject({ status: 200 });
    }
  });

  it('that is silent holds no call up longer than its time-out, all its operations together', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const slowly =
      <T>(value: T) =>
      (): Promise<T> =>
        new Promise((resolve) => {
          setTimeout(() => resolve(value), 200);
        });
    // Each operation by itself is within the timeout of 250 ms.
    store.faults = { read: slowly(undefined), acquireLease: slowly(true) };
    useFakeTime();
    const { tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      tokenStore: { store, encryption: 'plaintext' },
    });
    const asked = tokens.getToken();
    await pass(249);
    expect(simulator.journal.requests).toHaveLength(0);
    await pass(1);
    await expect(asked).resolves.toEqual(expect.any(String));
  });
});

describe('a lease', () => {
  it('that somebody else holds is waited for as long as it may last, and then the process asks by itself', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    store.faults = { acquireLease: () => Promise.resolve(false) };
    useFakeTime();
    const { tokens } = await startAccount({
      ...simulator.options,
      warmUp: false,
      tokenStore: { store, encryption: 'plaintext', leaseMs: 1_500 },
    });
    const asked = tokens.getToken();
    await pass(2_900);
    expect(simulator.journal.requests).toHaveLength(0);
    await pass(400);
    await expect(asked).resolves.toEqual(expect.any(String));
    expect(store.operations.filter((one) => one === 'read').length).toBeLessThan(40);
  });

  it('held up by somebody else costs a good token nothing', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 12 });
    const store = new ObservedStore();
    useFakeTime();
    const { http, tokens } = await startAccount({
      ...simulator.options,
      tokenStore: { store, encryption: 'plaintext', leaseMs: 12_000 },
    });
    await tokens.getToken();
    store.faults = { acquireLease: () => Promise.resolve(false) };
    const expired: string[] = [];
    tokens.events$.subscribe(({ type }) => expired.push(type));
    await passUntil(() => tokens.snapshot().generation === 2);
    expect(expired).toEqual(['refreshed']);
    await expect(firstValueFrom(http.get('/customers'))).resolves.toMatchObject({ status: 200 });
  });

  it('is given back whatever came of it', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    simulator.fault({ on: 'POST /oauth/token', status: 503, times: 1 });
    const [failing, waiting] = await Promise.all(
      [1, 2].map(() =>
        startAccount({
          ...simulator.options,
          warmUp: false,
          calls: { retries: 0 },
          tokenStore: { store, encryption: 'plaintext', leaseMs: 12_000 },
        }),
      ),
    );
    const outcomes = await Promise.allSettled([failing?.tokens.getToken(), waiting?.tokens.getToken()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await vi.waitFor(() => expect(store.operations.filter((one) => one === 'releaseLease')).toHaveLength(2), {
      timeout: 20_000,
    });
  });
});

describe('a process that could not obtain a token', () => {
  it('takes up the one of another before its own pause is over', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    simulator.fault({ on: 'POST /oauth/token', status: 503, times: 1, headers: { 'retry-after': '300' } });
    const start = () =>
      startAccount({ ...simulator.options, warmUp: false, tokenStore: { store, encryption: 'plaintext' } });
    useFakeTime();
    const unlucky = await start();
    await expect(unlucky.tokens.getToken()).rejects.toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });
    await expect(unlucky.tokens.getToken()).rejects.toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE' });
    const lucky = await start();
    const token = await lucky.tokens.getToken();
    await pass(1_000);
    expect(await unlucky.tokens.getToken()).toBe(token);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });
});
