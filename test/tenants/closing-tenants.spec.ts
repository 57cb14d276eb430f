import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { INestApplicationContext } from '@nestjs/common';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import {
  AccountClosedError,
  type TenantsOptions,
  type AlternativePaymentsTenants,
  type TenantAccount,
} from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, type Mock, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { pass, passUntil, until, useFakeTime } from '../support/fake-time.js';
import { startRawServer, whole } from '../support/raw-server.js';
import { simulate } from '../support/simulator.js';
import { customersOf, startPlatform } from '../support/tenants.js';

const MINUTE = 60_000;

type Resolve = TenantsOptions['resolve'];

interface Platform {
  readonly simulator: Simulator;
  readonly resolve: Mock<Resolve>;
  readonly application: INestApplicationContext;
  readonly tenants: AlternativePaymentsTenants;
}

/** On fake time; the tenants all have the same API key. */
async function start(options: Partial<TenantsOptions> = {}): Promise<Platform> {
  const simulator = await simulate({ tokenLifetimeSeconds: 86_400 });
  useFakeTime();
  const resolve = vi.fn<Resolve>(() => simulator.options);
  const { application, tenants } = await startPlatform({ resolve, ...options }, { warmUp: false });
  return { simulator, resolve, application, tenants };
}

/** The tenants whose accounts are open, least recently used first. */
async function tenantsOf(tenants: AlternativePaymentsTenants): Promise<string[]> {
  return (await tenants.snapshots()).map(({ account }) => account.replace('default/', ''));
}

describe('an account that was not used for a while', () => {
  it('is forgotten, and opened again by the next call of whoever kept its services', async () => {
    const { simulator, resolve, tenants } = await start({ idleMs: 30 * MINUTE });
    const kept = await tenants.get('one');
    await customersOf(kept);
    await pass(29 * MINUTE);
    expect(tenants.size).toBe(1);
    await pass(2 * MINUTE);
    expect(tenants.size).toBe(0);

    await expect(customersOf(kept)).resolves.toBeDefined();
    expect(tenants.size).toBe(1);
    await pass(31 * MINUTE);
    expect(tenants.size).toBe(0);
    await expect(kept.tokenService.getToken()).resolves.toMatch(/./);
    expect(resolve).toHaveBeenCalledTimes(3);
    expect(simulator.journal.tokenRequests).toHaveLength(3);
    // What opened it again is what others get.
    expect(await tenants.get('one')).toBe(kept);
  });

  it.each<[string, (account: TenantAccount, tenants: AlternativePaymentsTenants) => Promise<unknown>]>([
    ['a call', (account) => customersOf(account)],
    ['the token', (account) => account.tokenService.getToken()],
    ['being got', (_account, tenants) => tenants.get('one')],
  ])('is one that nobody used, be it by %s', async (_what, use) => {
    const { tenants } = await start({ idleMs: 30 * MINUTE });
    const account = await tenants.get('one');
    for (let turn = 0; turn < 4; turn += 1) {
      await use(account, tenants);
      await pass(20 * MINUTE);
    }
    expect(await tenants.get('one')).toBe(account);
  });

  it('is not closed during a call, however long that takes', async () => {
    const { simulator, tenants } = await start({ idleMs: 5_000 });
    const account = await tenants.get('one');
    await customersOf(account);
    const fault = simulator.fault({ on: 'GET /customers', hang: true, times: 1 });
    const call = account.httpService.axiosRef
      .get('/customers', { timeout: 0 })
      .catch((reason: unknown) => reason);
    await until(() => fault.hits === 1);
    await pass(29_000);
    expect(tenants.size).toBe(1);
    await pass(1_000);
    // The time that a call may take, and not the closing, ended it.
    expect(await call).toMatchObject({ code: 'CALL_TIMED_OUT' });
    await pass(6_000);
    expect(tenants.size).toBe(0);
  });

  it('is closed in time although another one is in use', async () => {
    const { simulator, tenants } = await start({ idleMs: 2 * MINUTE });
    const busy = await tenants.get('busy');
    await busy.tokenService.getToken();
    const fault = simulator.fault({ on: 'GET /customers', hang: true, times: 1 });
    const call = busy.httpService.axiosRef
      .get('/customers', { timeout: 0 })
      .catch((reason: unknown) => reason);
    await until(() => fault.hits === 1);
    await tenants.get('idle');
    await pass(29_000);
    await tenants.get('later');
    await pass(2_000);
    await call;
    await pass(91_000);
    expect(await tenantsOf(tenants)).not.toContain('idle');
    expect(await tenantsOf(tenants)).toContain('later');
  });

  it('leaves nothing behind', async () => {
    const { tenants } = await start({ idleMs: 30 * MINUTE });
    for (const tenant of ['one', 'two', 'three']) await customersOf(await tenants.get(tenant));
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    await pass(32 * MINUTE);
    expect(tenants.size).toBe(0);
    await until(() => vi.getTimerCount() === 0);
  });
});

describe('more accounts than the maximum', () => {
  it('cost the least recently used one its place', async () => {
    const { tenants } = await start({ maximum: 3 });
    const one = await tenants.get('one');
    for (const tenant of ['two', 'three']) {
      await tenants.get(tenant);
      await pass(2_000);
    }
    await customersOf(one);
    await pass(2_000);
    await tenants.get('four');
    await pass(10);
    expect(await tenantsOf(tenants)).toEqual(['three', 'one', 'four']);
    await pass(2_000);
    await one.tokenService.getToken();
    await tenants.get('five');
    await pass(10);
    expect(await tenantsOf(tenants)).toEqual(['four', 'one', 'five']);
  });

  it('are forgotten at once where none of their calls is under way', async () => {
    const { tenants } = await start({ maximum: 2 });
    for (let tenant = 0; tenant < 10; tenant += 1) await tenants.get(`tenant-${tenant}`);
    await pass(10);
    expect(await tenantsOf(tenants)).toEqual(['tenant-8', 'tenant-9']);
  });

  it('may be many more, of which every call is answered all the same', async () => {
    const { simulator, tenants } = await start({ maximum: 2 });
    const names = Array.from({ length: 12 }, (_, tenant) => `tenant-${tenant}`);
    const kept = await Promise.all(names.map((name) => tenants.get(name)));
    await pass(10);
    expect(tenants.size).toBe(2);
    await Promise.all(kept.map(customersOf));
    await Promise.all(kept.map(customersOf));
    expect(simulator.journal.apiRequests).toHaveLength(24);
    await pass(1_100);
    expect(tenants.size).toBe(2);
  });

  it('stay while they are in use', async () => {
    const { simulator, tenants } = await start({ maximum: 1 });
    const one = await tenants.get('one');
    await one.tokenService.getToken();
    const fault = simulator.fault({ on: 'GET /customers', delayMs: 90_000, times: 1 });
    const call = one.httpService.axiosRef
      .get('/customers', { timeout: 0 })
      .catch((reason: unknown) => reason);
    await until(() => fault.hits === 1);
    await pass(20_000);
    await tenants.get('two');
    await tenants.get('three');
    await pass(9_000);
    expect(await tenantsOf(tenants)).toEqual(['one']);
    // Of the whole call, 30 s: nothing else has ended it.
    await pass(2_000);
    expect(await call).toMatchObject({ code: 'CALL_TIMED_OUT' });
    await tenants.get('four');
    await pass(10);
    expect(await tenantsOf(tenants)).toEqual(['four']);
  });

  it('stay while an answer of theirs is read', async () => {
    const { tenants } = await start({ maximum: 1, idleMs: 5_000 });
    const one = await tenants.get('one');
    const { data } = await one.httpService.axiosRef.get<Readable>('/customers', { responseType: 'stream' });
    await tenants.get('two');
    await pass(20_000);
    expect(await tenantsOf(tenants)).toEqual(['one']);
    await expect(text(data)).resolves.toContain('data');
    await pass(6_000);
    expect(tenants.size).toBe(0);
  });
});

describe('close() of a tenant', () => {
  it('has it opened again, with what is known of it then', async () => {
    const { simulator, resolve, tenants } = await start();
    const first = await tenants.get('one');
    await customersOf(first);
    resolve.mockReturnValue({ ...simulator.options, clientSecret: 'another' });
    void tenants.close('one');
    const second = await tenants.get('one');
    await expect(second.tokenService.getToken()).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    await expect(first.tokenService.getToken()).rejects.toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    await tenants.close('one');
    await tenants.close('one');
    expect(tenants.size).toBe(0);
  });

  it('lets calls under way finish, while others go to its successor', async () => {
    const { simulator, resolve, tenants } = await start();
    const account = await tenants.get('one');
    await account.tokenService.getToken();
    const fault = simulator.fault({ on: 'POST /customers', delayMs: 50, times: 1 });
    const call = account.httpService.axiosRef.post('/customers', { name: 'A', email: 'a@b.example' });
    await until(() => fault.hits === 1);
    await tenants.close('one');
    expect(tenants.size).toBe(0);
    await expect(customersOf(account)).resolves.toBeDefined();
    expect(resolve).toHaveBeenCalledTimes(2);
    await pass(60);
    expect((await call).status).toBe(201);
    await tenants.close('one');
    await until(() => vi.getTimerCount() === 0);
  });

  it('leaves the renewal of its successor alone', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 300 });
    useFakeTime();
    const { application, tenants } = await startPlatform(
      { resolve: () => simulator.options },
      { warmUp: false },
      ScheduleModule.forRoot(),
    );
    await customersOf(await tenants.get('one'));
    await tenants.close('one');
    const second = await tenants.get('one');
    await customersOf(second);
    await passUntil(() => second.tokenService.snapshot().generation === 2, 5_000);
    expect(application.get(SchedulerRegistry, { strict: false }).getTimeouts()).toHaveLength(1);
    expect(simulator.journal.tokenRequests).toHaveLength(3);
  });

  it('concerns one that is being opened: later callers get what is known of it then', async () => {
    const after = await simulate({ clientId: 'after', clientSecret: 'moved' });
    const { simulator, resolve, tenants } = await start();
    let opened: (() => void) | undefined;
    resolve.mockImplementationOnce(
      () =>
        new Promise((resolved) => {
          opened = () => resolved(simulator.options);
        }),
    );
    resolve.mockImplementation(() => after.options);
    const early = tenants.get('one');
    await until(() => opened !== undefined);
    await tenants.close('one');

    const late = await tenants.get('one');
    await customersOf(late);
    opened?.();
    await customersOf(await early);

    expect(simulator.journal.requests).toHaveLength(0);
    expect(after.journal.apiRequests).toHaveLength(2);
    expect(resolve).toHaveBeenCalledTimes(2);
    expect(tenants.counts()).toEqual({ open: 1, asleep: 0, awake: { valid: 1 } });
    await tenants.close('one');
    await until(() => vi.getTimerCount() === 0);
  });

  it('shares the rate limit of the key with the account that is opened in its place', async () => {
    const simulator = await simulate({ rateLimit: {} });
    useFakeTime();
    const resolve = vi.fn<Resolve>(() => ({ ...simulator.options, pacing: {}, warmUp: 'required' }));
    const { tenants } = await startPlatform({ resolve }, { warmUp: false });
    const early = tenants.get('one');
    await until(() => resolve.mock.calls.length === 1);
    await tenants.close('one');

    const late = await tenants.get('one');
    let answers = 0;
    for (let call = 0; call < 6; call += 1) void customersOf(late).then(() => (answers += 1));
    await passUntil(() => answers === 6);
    await early;

    // Two token requests and six calls are more than fit a window, which the API would answer with 429.
    expect(simulator.journal.requests).toHaveLength(8);
    expect(simulator.journal.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  it('forgets one that is being opened', async () => {
    const { simulator, resolve, tenants } = await start();
    let opened: (() => void) | undefined;
    resolve.mockImplementationOnce(
      () =>
        new Promise((resolved) => {
          opened = () => resolved(simulator.options);
        }),
    );
    const opening = tenants.get('one');
    await until(() => opened !== undefined);
    const closed = tenants.close('one');
    opened?.();
    await closed;
    expect(tenants.size).toBe(0);
    await expect(customersOf(await opening)).resolves.toBeDefined();
  });
});

describe('the application closing', () => {
  it('closes every account, and arms nothing', async () => {
    const { application, tenants } = await start();
    const handed = [await tenants.get('one'), await tenants.get('two')];
    await Promise.all(handed.map(customersOf));
    await application.close();
    await application.close();
    await pass(1_000);
    expect(tenants.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    for (const account of handed) {
      expect(await customersOf(account).catch((reason: unknown) => reason)).toMatchObject({
        code: 'ACCOUNT_CLOSED',
      });
    }
  });

  it('closes one that is being opened as well', async () => {
    const { simulator, resolve, application, tenants } = await start();
    resolve.mockReturnValue({ ...simulator.options, warmUp: 'required' });
    const fault = simulator.fault({ on: 'POST /oauth/token', hang: true });
    const opening = tenants.get('one').catch((reason: unknown) => reason);
    await until(() => fault.hits === 1);
    await application.close();
    await pass(11_000);
    expect(await opening).toBeInstanceOf(AccountClosedError);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['unused for longer than it may be', 'closed by the host'])(
    'ends the streams of an account that is %s',
    async (how) => {
      const server = await startRawServer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nid;total');
      });
      const { baseURL, pacing, ...key } = server.options;
      const { application, tenants } = await startPlatform(
        { resolve: () => key, idleMs: 1 },
        { environment: undefined, baseURL, pacing },
      );
      const { httpService } = await tenants.get('one');
      const { data } = await httpService.axiosRef.get<Readable>('/export', { responseType: 'stream' });
      const ended = failureOf(data.toArray());
      if (how.startsWith('closed')) await tenants.close('one');
      // By then an account that nobody used would have been forgotten long ago.
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(data.destroyed).toBe(false);

      await application.close();

      expect(await ended).toMatchObject({ code: 'ACCOUNT_CLOSED' });
      await until(() => server.sockets.size === 0);
    },
  );

  it('forgets an account whose stream has ended', async () => {
    const server = await startRawServer((socket) => socket.write(whole('{}')));
    const { baseURL, pacing, ...key } = server.options;
    const { tenants } = await startPlatform(
      { resolve: () => key, idleMs: 1 },
      { environment: undefined, baseURL, pacing },
    );
    const { httpService } = await tenants.get('one');
    const { data } = await httpService.axiosRef.get<Readable>('/export', { responseType: 'stream' });
    expect(await data.toArray()).toHaveLength(1);

    await until(() => tenants.size === 0);
  });
});
