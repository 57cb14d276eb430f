import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import {
  AccountClosedError,
  type TenantsOptions,
  TenantNotFoundError,
  TokenService,
  type TokenEvent,
} from 'nestjs-alternative-payments';
import { describe, expect, it, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { passUntil, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';
import { RecordingApi } from '../support/starts.js';
import { customersOf, startPlatform } from '../support/tenants.js';

type Resolve = TenantsOptions['resolve'];

describe('the services of a tenant that are kept', () => {
  it('keep the interceptors and defaults that were added to them when the account is opened again', async () => {
    const simulator = await simulate();
    const { tenants } = await startPlatform({ resolve: () => simulator.options });
    const { httpService } = await tenants.get('one');
    const seen = vi.fn<(status: number) => void>();
    httpService.axiosRef.interceptors.request.use((config) => {
      config.headers.set('x-correlation', 'mine');
      return config;
    });
    httpService.axiosRef.interceptors.response.use((response) => {
      seen(response.status);
      return response;
    });
    httpService.axiosRef.defaults.headers.common['x-default'] = 'mine';
    for (let turn = 0; turn < 3; turn += 1) {
      await httpService.axiosRef.get('/customers');
      await tenants.close('one');
    }
    expect(seen).toHaveBeenCalledTimes(3);
    for (const { headers } of simulator.journal.apiRequests)
      expect(headers).toMatchObject({ 'x-correlation': 'mine', 'x-default': 'mine' });
    expect(simulator.journal.tokenRequests).toHaveLength(3);
  });

  it('go to the address that the tenant has moved to, with nothing that was meant for the one before', async () => {
    const [before, after] = [await simulate(), await simulate({ clientId: 'after', clientSecret: 'moved' })];
    const resolve = vi.fn<Resolve>(() => ({
      ...before.options,
      http: { headers: { 'X-Gateway-Key': 'of-before', 'X-Same': '1' }, params: { key: 'of-before' } },
    }));
    const { tenants } = await startPlatform({ resolve });
    const { httpService, tokenService } = await tenants.get('one');
    await httpService.axiosRef.get('/customers', { headers: { 'X-Own': 'mine' }, params: { own: 'mine' } });

    resolve.mockImplementation(() => ({
      ...after.options,
      http: { headers: { 'X-Other-Key': 'of-after' }, params: { other: 'of-after' } },
    }));
    await tenants.close('one');
    await Promise.all(
      [1, 2, 3].map(() =>
        httpService.axiosRef.get('/customers', { headers: { 'X-Own': 'mine' }, params: { own: 'mine' } }),
      ),
    );

    expect(before.journal.apiRequests).toHaveLength(1);
    expect(after.journal.apiRequests).toHaveLength(3);
    expect(JSON.stringify(after.journal.requests)).not.toContain('of-before');
    for (const { url, headers } of after.journal.apiRequests) {
      expect(headers).toMatchObject({ 'x-own': 'mine', 'x-other-key': 'of-after' });
      expect(new URL(url, 'http://any').searchParams.get('other')).toBe('of-after');
      expect(new URL(url, 'http://any').searchParams.get('own')).toBe('mine');
    }
    expect(httpService.axiosRef.defaults.baseURL).toBe(after.baseURL);
    expect(tokenService.snapshot()).toMatchObject({ clientId: 'after', baseURL: after.baseURL });
  });

  it('open the account once, however many calls come at once', async () => {
    const simulator = await simulate();
    const resolve = vi.fn<Resolve>(() => simulator.options);
    const { tenants } = await startPlatform({ resolve });
    const account = await tenants.get('one');
    await tenants.close('one');
    await Promise.all(Array.from({ length: 5 }, () => customersOf(account)));
    await account.tokenService.refresh();
    expect(resolve).toHaveBeenCalledTimes(3);
    expect(tenants.size).toBe(1);
  });

  it('tell their caller why the account cannot be opened, as axios tells it', async () => {
    const simulator = await simulate();
    const resolve = vi.fn<Resolve>(() => simulator.options);
    const { tenants } = await startPlatform({ resolve });
    const account = await tenants.get('one');
    await tenants.close('one');
    resolve.mockReturnValue(undefined);
    const failure = await failureOf(customersOf(account));
    expect(failure).toBeInstanceOf(TenantNotFoundError);
    expect(failure).toMatchObject({ isAxiosError: true, config: { url: '/customers' } });
    expect(await failureOf(account.tokenService.getToken())).toBeInstanceOf(TenantNotFoundError);
    resolve.mockReturnValue(simulator.options);
    await expect(customersOf(account)).resolves.toBeDefined();
  });

  it('let a caller give up while the account is being opened, and end a call in its time', async () => {
    const simulator = await simulate();
    const resolve = vi.fn<Resolve>(() => simulator.options);
    const { tenants } = await startPlatform({ resolve }, { calls: { timeoutMs: 1_000 } });
    const { httpService, tokenService } = await tenants.get('one');
    await tenants.close('one');
    resolve.mockImplementation(() => new Promise(() => undefined));
    const abort = new AbortController();
    const call = failureOf(httpService.axiosRef.get('/customers', { signal: abort.signal }));
    const token = failureOf(tokenService.getToken({ signal: abort.signal }));
    const late = failureOf(httpService.axiosRef.get('/customers'));
    abort.abort();
    expect(await call).toMatchObject({ code: 'ERR_CANCELED' });
    expect((await token).name).toBe('AbortError');
    expect(await late).toMatchObject({ code: 'CALL_TIMED_OUT', phase: 'account' });
    expect(simulator.journal.apiRequests).toHaveLength(0);
  });

  it('tell what happens to the token, however often the account is opened', async () => {
    const simulator = await simulate();
    const { application, tenants } = await startPlatform(
      { resolve: () => simulator.options },
      { warmUp: false },
    );
    const { tokenService } = await tenants.get('one');
    expect(tokenService).toBeInstanceOf(TokenService);
    const told: Array<TokenEvent['type'] | 'complete'> = [];
    tokenService.events$.subscribe({
      next: ({ type, account }) => {
        expect(account).toBe('default/one');
        told.push(type);
      },
      complete: () => told.push('complete'),
    });
    for (let turn = 0; turn < 2; turn += 1) {
      tokenService.invalidate(await tokenService.getToken());
      await tokenService.getToken();
      await tenants.close('one');
    }
    expect(tokenService.snapshot()).toMatchObject({ account: 'default/one', state: 'idle', isAsleep: true });
    await application.close();
    await vi.waitFor(() => expect(told.at(-1)).toBe('complete'), { timeout: 5_000 });
    expect(told.filter((type) => type === 'refreshed')).toHaveLength(4);
    expect(tokenService.snapshot().state).toBe('closed');
    expect(await failureOf(tokenService.getToken())).toBeInstanceOf(AccountClosedError);
  });

  it('let what is let through a test tool reach the network', async () => {
    const simulator = await simulate();
    const { tenants } = await startPlatform({ resolve: () => simulator.options });
    const { httpService } = await tenants.get('one');
    const original = httpService.axiosRef.defaults.adapter as (config: object) => Promise<never>;
    httpService.axiosRef.defaults.adapter = (config) => original(config);
    await tenants.close('one');
    expect((await httpService.axiosRef.get('/customers')).status).toBe(200);
    expect((await httpService.axiosRef.get('/customers')).status).toBe(200);
    httpService.axiosRef.interceptors.request.clear();
    expect(await failureOf(httpService.axiosRef.get('/customers'))).toMatchObject({
      code: 'INTERCEPTOR_MISSING',
    });
  });
});

describe('the rate budget of a tenant’s key', () => {
  it.each([
    ['tenants.close()', 'one', 'one'],
    ['another name with the same key', 'one', 'two'],
  ])('does not begin again with %s', async (_what, first, second) => {
    useFakeTime();
    const api = new RecordingApi();
    const options = { environment: 'demo', clientId: 'id', clientSecret: 'secret' } as const;
    const { tenants } = await startPlatform(
      { resolve: () => ({ ...options, pacing: {}, http: { adapter: api.adapter } }) },
      { warmUp: false },
    );
    let isOver = false;
    const work = async (): Promise<void> => {
      for (const name of [first, second, first]) {
        const account = await tenants.get(name);
        await Promise.all([1, 2, 3].map(() => customersOf(account)));
        await tenants.close(name);
      }
      isOver = true;
    };
    void work();
    await passUntil(() => isOver);

    const starts = api.starts.map(([atMs]) => atMs);
    expect(starts).toHaveLength(12);
    const fifthAfter = starts.slice(5).map((atMs, index) => atMs - (starts[index] ?? 0));
    expect(Math.min(...fifthAfter)).toBeGreaterThanOrEqual(1_100);
  });

  it('is its own for each of two tenants that are open at once', async () => {
    const simulator = await simulate();
    const { tenants } = await startPlatform(
      { resolve: () => ({ ...simulator.options, pacing: { requests: 5, perMilliseconds: 60_000 } }) },
      { warmUp: false },
    );
    const accounts = await Promise.all(['one', 'two', 'three'].map((name) => tenants.get(name)));
    await Promise.all(accounts.flatMap((account) => [1, 2, 3].map(() => customersOf(account))));
    expect(simulator.journal.apiRequests).toHaveLength(9);
  });
});

describe('the counts of tenants', () => {
  it('follow what happens to their accounts', async () => {
    const simulator = await simulate();
    const { tenants, application } = await startPlatform(
      {
        resolve: (tenant) => ({
          ...simulator.options,
          ...(tenant === 'wrong' && { clientSecret: 'nonsense' }),
        }),
        sleepAfterMs: 300,
      },
      { warmUp: false },
      ScheduleModule.forRoot(),
    );
    expect(tenants.counts()).toEqual({ open: 0, asleep: 0, awake: {} });
    const [one, wrong] = await Promise.all(['one', 'wrong', 'idle'].map((name) => tenants.get(name)));
    await customersOf(one!);
    await failureOf(customersOf(wrong!));
    expect(tenants.counts()).toEqual({ open: 3, asleep: 0, awake: { valid: 1, rejected: 1, idle: 1 } });
    await vi.waitFor(() => expect(tenants.counts()).toEqual({ open: 3, asleep: 3, awake: {} }), {
      timeout: 5_000,
    });
    expect((await tenants.snapshots()).filter(({ isAsleep }) => isAsleep)).toHaveLength(3);
    expect(application.get(SchedulerRegistry, { strict: false }).getTimeouts()).toHaveLength(0);
    await customersOf(one!);
    expect(tenants.counts()).toMatchObject({ open: 3, asleep: 2, awake: { valid: 1 } });
    await tenants.close('one');
    await tenants.close('wrong');
    expect(tenants.counts()).toEqual({ open: 1, asleep: 1, awake: {} });
  });
});
