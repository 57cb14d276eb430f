import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import {
  type AlternativePaymentsModuleOptions,
  InvalidOptionsError,
  type TokenStoreOptions,
} from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { pass, passUntil, setWallClock, useFakeTime } from '../support/fake-time.js';
import { ObservedStore } from '../support/shared-store.js';
import { simulate } from '../support/simulator.js';

type Account = Awaited<ReturnType<typeof startAccount>>;

/** Accounts of several processes, as far as the store can tell. */
const startProcesses = (
  count: number,
  store: ObservedStore,
  options: AlternativePaymentsModuleOptions,
  settings: Partial<TokenStoreOptions> = {},
): Promise<Account[]> =>
  Promise.all(
    Array.from({ length: count }, () =>
      startAccount({
        warmUp: false,
        ...options,
        tokenStore: { store, encryption: 'plaintext', ...settings },
      }),
    ),
  );

describe('processes with one key and one store', () => {
  it('need one token request for all, at the same time and later', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const processes = await startProcesses(5, store, simulator.options);
    const tokens = await Promise.all(processes.map((one) => one.tokens.getToken()));
    expect(new Set(tokens).size).toBe(1);
    const [late] = await startProcesses(1, store, { ...simulator.options, warmUp: 'required' });
    expect(await late?.tokens.getToken()).toBe(tokens[0]);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it('renew with one token request for all', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 60 });
    const store = new ObservedStore();
    useFakeTime();
    const processes = await startProcesses(4, store, simulator.options);
    for (const { tokens } of processes) void tokens.getToken();
    for (let renewals = 0; renewals <= 3; renewals += 1) {
      await passUntil(() => processes.every((one) => one.tokens.snapshot().generation === renewals + 1));
      expect(simulator.journal.tokenRequests).toHaveLength(renewals + 1);
    }
  });

  it('tell where a token came from, and how long it lives', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 100 });
    const store = new ObservedStore();
    useFakeTime();
    const [one, two] = await startProcesses(2, store, simulator.options);
    const sources: string[] = [];
    for (const { tokens } of [one, two] as Account[])
      tokens.events$.subscribe((event) => event.type === 'refreshed' && sources.push(event.source));
    await one?.tokens.getToken();
    await pass(40_000);
    await two?.tokens.getToken();
    expect(sources).toEqual(['endpoint', 'store']);
    expect(two?.tokens.snapshot().lifetime).toEqual({ seconds: 100, source: 'returned' });
    expect(two?.tokens.snapshot().secondsToExpiry).toBeCloseTo(60, 0);
    // What the way into the store may take is not counted.
    const own = one?.tokens.snapshot().secondsToExpiry ?? 0;
    expect(two?.tokens.snapshot().secondsToExpiry).toBeLessThanOrEqual(own);
  });

  it('differ in their tokens if they differ in anything that changes one', async () => {
    const simulator = await simulate();
    const other = await simulate();
    const store = new ObservedStore();
    const options = { ...simulator.options };
    const variants: AlternativePaymentsModuleOptions[] = [
      options,
      { ...options, baseURL: other.baseURL },
      { ...options, baseURL: `${simulator.baseURL}/` },
      { ...options, tokenRequest: { scope: 'payments:read' } },
      // A process that knows the client id of another, and nothing else, must get nothing.
      { ...options, clientSecret: 'nonsense' },
      { ...options, clientId: 'another-id' },
    ];
    for (const variant of variants) {
      const [one] = await startProcesses(1, store, variant);
      await one?.tokens.getToken().catch(() => undefined);
    }
    const requests = [...simulator.journal.tokenRequests, ...other.journal.tokenRequests];
    // All but the one with a slash at the end, which means the same.
    expect(requests).toHaveLength(variants.length - 1);
    expect(new Set(store.written.map(({ key }) => key)).size).toBe(3);
    for (const { key } of store.written) {
      expect(key).toMatch(/^custom:simulated-client-id:[\w-]{43}$/);
      expect(key).not.toContain('secret');
    }
  });

  it('get a token of the endpoint where refresh() asks for one, and share it', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const [one, two] = await startProcesses(2, store, simulator.options);
    await one?.tokens.getToken();
    await two?.tokens.refresh();
    expect(simulator.journal.tokenRequests).toHaveLength(2);
    const [three] = await startProcesses(1, store, simulator.options);
    expect(await three?.tokens.getToken()).toBe(await two?.tokens.getToken());
  });
});

describe('processes whose clocks differ', () => {
  it.each([-5, -1, 1, 5])('by %d h take up each other’s tokens for as long as they live', async (hours) => {
    const simulator = await simulate({ tokenLifetimeSeconds: 100 });
    const store = new ObservedStore();
    const warnings = vi.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    onTestFinished(() => warnings.mockRestore());
    useFakeTime();
    const [one, two] = await startProcesses(2, store, simulator.options);
    const token = await one?.tokens.getToken();
    const [entry] = store.written;
    await pass(40_000);
    await one?.application.close();
    // A server counts by a clock of its own.
    store.faults = { read: () => Promise.resolve(entry && { ...entry, ttlMs: entry.ttlMs - 40_000 }) };
    setWallClock(hours * 3_600_000);

    expect(await two?.tokens.getToken()).toBe(token);
    expect(two?.tokens.snapshot().secondsToExpiry).toBeCloseTo(60, 0);
    expect(warnings.mock.calls).toEqual([]);
  });
});

describe('a token that was revoked', () => {
  it('costs the processes one further request, and no call', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const processes = await startProcesses(4, store, simulator.options);
    await Promise.all(processes.map((one) => firstValueFrom(one.http.get('/customers'))));
    simulator.revokeAllTokens();
    const answers = await Promise.all(processes.map((one) => firstValueFrom(one.http.get('/customers'))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('is not taken up again from the store, even if it could not be removed', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const [one, two] = await startProcesses(2, store, simulator.options);
    const revoked = await one?.tokens.getToken();
    store.faults = { remove: () => Promise.reject(new Error('read only')) };
    one?.tokens.invalidate(revoked ?? '');
    expect(await one?.tokens.getToken()).not.toBe(revoked);
    expect(await two?.tokens.getToken()).toBe(await one?.tokens.getToken());
  });

  it('is removed from where it was put, whatever the key is by now', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const { clientId, clientSecret, ...others } = simulator.options;
    const before = { clientId, clientSecret };
    let key = before;
    const [one, two] = await startProcesses(2, store, { ...others, credentials: () => key });
    const revoked = await one?.tokens.getToken();
    // The key is replaced and read, but the token endpoint is out of order.
    key = { clientId, clientSecret: 'the-new-secret' };
    simulator.fault({ on: 'POST /oauth/token', status: 503, times: 1 });
    await one?.tokens.refresh().catch(() => undefined);
    one?.tokens.invalidate(revoked ?? '');
    await vi.waitFor(() => expect(store.operations).toContain('remove'), { timeout: 20_000 });
    key = before;
    expect(await two?.tokens.getToken()).not.toBe(revoked);
  });

  it('does not cost its successor the place in the store', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const [one, two, three] = await startProcesses(3, store, simulator.options);
    const first = await one?.tokens.getToken();
    expect(await two?.tokens.getToken()).toBe(first);
    await one?.tokens.refresh();
    // News of the old token, long after it was replaced.
    two?.tokens.invalidate(first ?? '');
    expect(await two?.tokens.getToken()).toBe(await one?.tokens.getToken());
    expect(await three?.tokens.getToken()).toBe(await one?.tokens.getToken());
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });
});

describe('an entry of the store', () => {
  it('never outlives its token', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 100 });
    const store = new ObservedStore();
    const [one] = await startProcesses(1, store, simulator.options);
    await one?.tokens.getToken();
    expect(store.written).toHaveLength(1);
    const { ttlMs } = store.written[0] ?? { ttlMs: Infinity };
    expect(ttlMs).toBeGreaterThan(98_000);
    expect(ttlMs).toBeLessThanOrEqual(100_000);
  });

  it.each<[string, (entry: { hash: string; value: string; ttlMs: number }) => unknown]>([
    ['nonsense', () => ({ hash: 'x', value: 'x', ttlMs: 50_000 })],
    ['no object', () => 'nonsense'],
    ['without a value', ({ hash }) => ({ hash, ttlMs: 50_000 })],
    ['cut off', (entry) => ({ ...entry, value: entry.value.slice(0, -5) })],
    ['of another hash', (entry) => ({ ...entry, hash: `${entry.hash.slice(0, -1)}_` })],
    ['kept for ever', (entry) => ({ ...entry, ttlMs: -1 })],
    ['kept for NaN', (entry) => ({ ...entry, ttlMs: NaN })],
    ['kept for an infinite time', (entry) => ({ ...entry, ttlMs: Infinity })],
    ['of a text as time', (entry) => ({ ...entry, ttlMs: '50000' })],
    ['expired', (entry) => ({ ...entry, ttlMs: 0 })],
    [
      'as old as its token can be',
      (entry) => ({ ...entry, value: entry.value.replace(/("ageMs":)[\d.]+/, '$13600000') }),
    ],
    ['younger than nothing', (entry) => ({ ...entry, value: entry.value.replace(/("ageMs":)/, '$1-') })],
    [
      'of a token that cannot be sent',
      (entry) => ({ ...entry, value: entry.value.replace(/("accessToken":")/, '$1a b') }),
    ],
    [
      'of a lifetime of years',
      (entry) => ({ ...entry, value: entry.value.replace(/("seconds":)\d+/, '$11e9') }),
    ],
  ])('that is %s counts as none, and is replaced', async (_what, spoil) => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const [one, two, three] = await startProcesses(3, store, simulator.options);
    const first = await one?.tokens.getToken();
    const [good] = store.written;
    store.faults = { read: () => Promise.resolve(spoil({ ...good } as never) as never) };

    const second = await two?.tokens.getToken();
    expect(second).not.toBe(first);
    store.faults = {};
    expect(await three?.tokens.getToken()).toBe(second);
    expect(store.written.map(({ ttlMs }) => Number.isFinite(ttlMs) && ttlMs > 0)).toEqual([true, true]);
  });
});

describe('a write that comes late', () => {
  it('is taken back, since its entry would outlive the token', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    let write = (): void => undefined;
    const [one, two] = await startProcesses(2, store, simulator.options, { timeoutMs: 50 });
    store.faults = {
      write: (...given) =>
        new Promise((resolve) => {
          write = () => resolve(store.keep(...given));
        }),
    };
    const first = await one?.tokens.getToken();
    await vi.waitFor(() => expect(store.operations).toContain('releaseLease'), { timeout: 20_000 });
    store.faults = {};
    write();
    await vi.waitFor(() => expect(store.operations).toContain('remove'), { timeout: 20_000 });

    expect(await two?.tokens.getToken()).not.toBe(first);
  });
});

describe('encryption', () => {
  const key = (): string => randomBytes(32).toString('base64');

  it('is a choice that has to be made', async () => {
    const { options } = await simulate();
    const start = (encryption: unknown): Promise<unknown> =>
      startAccount({
        ...options,
        tokenStore: { store: new ObservedStore(), encryption: encryption as 'plaintext' },
      });
    for (const encryption of [undefined, {}, { keys: [] }, { keys: 'secret' }, 'aes'])
      await expect(start(encryption)).rejects.toThrow(/"tokenStore" has no "encryption".*openssl rand/);

    for (const wrong of ['too-short', randomBytes(31), `${key()}x`, 42]) {
      const failure = await start({ keys: [key(), wrong] }).catch((reason: unknown) => reason as Error);
      expect(failure).toBeInstanceOf(InvalidOptionsError);
      expect((failure as Error).message).toContain('encryption key (number 2)');
      expect((failure as Error).message).not.toContain(String(wrong));
    }
  });

  it('leaves nothing readable in the store', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const [one, two] = await startProcesses(2, store, simulator.options, { encryption: { keys: [key()] } });
    const token = (await one?.tokens.getToken()) ?? '';
    const shown = JSON.stringify(store.written);
    for (const text of [
      token,
      Buffer.from(token).toString('base64').slice(4, 20),
      simulator.options.clientSecret,
    ])
      expect(shown).not.toContain(text);
    // Each process has keys of its own here, so they do not understand one another.
    expect(await two?.tokens.getToken()).toBe(token);
  });

  it('has keys that can be replaced while processes run', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const [before, after] = [key(), Buffer.from(key(), 'base64').toString('hex')];
    const withKeys = async (...keys: string[]): Promise<string | undefined> =>
      (await startProcesses(1, store, simulator.options, { encryption: { keys } }))[0]?.tokens.getToken();
    const token = await withKeys(before);
    expect(await withKeys(before, after)).toBe(token);
    expect(await withKeys(after, before)).toBe(token);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    expect(await withKeys(after)).not.toBe(token);
    expect(await withKeys(after)).toBe(await withKeys(after, before));
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it.each<[string, (value: string) => string]>([
    ['a changed byte', (value) => value.slice(0, -3) + (value.at(-3) === 'A' ? 'B' : 'A') + value.slice(-2)],
    ['a cut', (value) => value.slice(0, 40)],
    ['nothing', () => ''],
    ['a readable entry', () => 'plaintext:{"accessToken":"planted"}'],
  ])('takes %s for a miss', async (_what, tamper) => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const encryption = { keys: [randomBytes(32)] };
    const [one, two] = await startProcesses(2, store, simulator.options, { encryption });
    const first = await one?.tokens.getToken();
    const [good] = store.written;
    store.faults = {
      read: () =>
        Promise.resolve({ ...(good as never as object), value: tamper(good?.value ?? '') } as never),
    };
    expect(await two?.tokens.getToken()).not.toBe(first);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('binds an entry to its place: moved to another account it is a miss', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const encryption = { keys: [randomBytes(32)] };
    const [one] = await startProcesses(1, store, simulator.options, { encryption });
    const token = await one?.tokens.getToken();
    const [entry] = store.written;
    const other = { ...simulator.options, tokenRequest: { scope: 'payments:read' } };
    const [thief] = await startProcesses(1, store, other, { encryption });
    store.faults = { read: () => Promise.resolve(entry) };
    expect(await thief?.tokens.getToken()).not.toBe(token);
  });
});

describe('a token that the API does not know yet', () => {
  it('keeps its place in the store while its predecessor serves', async () => {
    const simulator = await simulate();
    const store = new ObservedStore();
    const [one, late] = await startProcesses(2, store, simulator.options);
    const before = await one?.tokens.getToken();
    await one?.http.axiosRef.get('/customers');
    await one?.tokens.refresh();
    const newest = await one?.tokens.getToken();
    simulator.fault({ on: 'GET /customers', times: 1, status: 401 });

    await one?.http.axiosRef.get('/customers');

    expect(simulator.journal.apiRequests.map(({ token }) => token)).toEqual([before, newest, before]);
    expect(await late?.tokens.getToken()).toBe(newest);
    expect(store.operations).not.toContain('remove');
  });
});
