import { AsyncLocalStorage } from 'node:async_hooks';
import {
  AccountClosedError,
  type AlternativePaymentsClient,
  type AlternativePaymentsModuleOptions,
  type AlternativePaymentsTenants,
  TenantNotFoundError,
  TenantNotResolvedError,
  type TenantsOptions,
} from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';
import { startPlatform } from '../support/tenants.js';

type Resolve = TenantsOptions['resolve'];

const MANY = Array.from({ length: 9 }, (_, index) => ({
  name: `Company ${index + 1}`,
  email: `billing${index + 1}@example.com`,
}));

/** Two partners, each with an API of its own that knows only its own key, and a registration with none. */
async function startPartners(
  options: Partial<TenantsOptions> = {},
  registration: AlternativePaymentsModuleOptions = {},
) {
  const servers: Record<string, Simulator> = {};
  for (const name of ['one', 'two'])
    servers[name] = await simulate({ seed: MANY, clientId: `id-${name}`, clientSecret: `secret-${name}` });
  const resolve = vi.fn<Resolve>((name) => servers[name]?.options);
  const platform = await startPlatform({ resolve, ...options }, registration);
  return { ...platform, servers, one: servers['one']!, two: servers['two']!, resolve };
}

/** Waits until no call is accepted any more. */
async function closed(tenants: AlternativePaymentsTenants): Promise<void> {
  while (!((await failureOf(tenants.get('one'))) instanceof AccountClosedError))
    await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('client(id)', () => {
  it('is there before the account is open, and opens it with its first call, once', async () => {
    const { tenants, one, two, resolve } = await startPartners();
    const api = tenants.client('one');
    expect(resolve).not.toHaveBeenCalled();
    expect(tenants.size).toBe(0);
    await Promise.all([api.customers.list(), api.invoices.list(), tenants.client('one').payouts.list()]);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(tenants.size).toBe(1);
    expect(one.journal.tokenRequests).toHaveLength(1);
    expect(one.journal.apiRequests).toHaveLength(3);
    expect(two.journal.requests).toHaveLength(0);
  });

  it('costs the tenant nothing where an argument is refused', async () => {
    const { tenants, resolve } = await startPartners();
    expect(await failureOf(tenants.client('one').customers.get(' '))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(resolve).not.toHaveBeenCalled();
  });

  it.each<[string, unknown, new (...given: never[]) => Error]>([
    ['nobody', 'three', TenantNotFoundError],
    ['an empty name', '', TenantNotResolvedError],
    ['a name with a line break', 'one\nENV', TenantNotResolvedError],
    ['nothing', undefined, TenantNotResolvedError],
    ['an object', {}, TenantNotResolvedError],
  ])('rejects the call of a tenant that is not known: %s', async (_what, name, type) => {
    const { tenants, servers } = await startPartners();
    const api = tenants.client(name as string);
    expect(await failureOf(api.customers.get('cus_1'))).toBeInstanceOf(type);
    expect(await failureOf(api.customers.list().toArray())).toBeInstanceOf(type);
    for (const { journal } of Object.values(servers)) expect(journal.requests).toHaveLength(0);
  });

  it('rejects with AccountClosedError after the application has shut down', async () => {
    // At most that long, calls are still accepted.
    const { application, tenants } = await startPartners({}, { calls: { timeoutMs: 500 } });
    const [fresh, used, chosen] = [tenants.client('one'), tenants.client('two'), tenants.client(() => 'one')];
    const first = await used.customers.list({ limit: 1 });
    const { client } = await tenants.get('two');
    await application.close();
    await closed(tenants);
    for (const call of [
      () => fresh.customers.list(),
      () => used.customers.list(),
      () => chosen.customers.get('cus_1'),
      () => client.customers.get('cus_1'),
      () => first.nextPage() as Promise<unknown>,
    ])
      expect(await failureOf(call())).toBeInstanceOf(AccountClosedError);
  });
});

describe('client(() => id)', () => {
  it('asks once for each call, and goes to the tenant of that moment', async () => {
    const { tenants, one, two } = await startPartners();
    const names = ['one', 'two', 'one'];
    const tenant = vi.fn<() => string>(() => names.shift()!);
    const api = tenants.client(tenant);
    expect(tenant).not.toHaveBeenCalled();
    // It is not awaited, because each call asks when it is made, as the store of a request is only there then.
    await Promise.all([api.customers.list(), api.invoices.list(), api.payments.list()]);
    expect(tenant).toHaveBeenCalledTimes(3);
    expect(one.journal.apiRequests.map(({ path }) => path).toSorted()).toEqual(['/customers', '/payments']);
    expect(two.journal.apiRequests.map(({ path }) => path)).toEqual(['/invoices']);
  });

  it('asks once for a walk, all pages of which belong to the tenant of the first', async () => {
    const { tenants, one, two } = await startPartners();
    let current = 'one';
    const tenant = vi.fn<() => string>(() => current);
    const list = tenants.client(tenant).customers.list({ limit: 2 });
    current = 'two';
    expect(await list.toArray()).toHaveLength(9);
    expect(await list.toArray()).toHaveLength(9);
    const page = await list;
    await page.nextPage();
    expect(tenant).toHaveBeenCalledTimes(1);
    expect(one.journal.apiRequests).toHaveLength(10);
    expect(two.journal.requests).toHaveLength(0);
  });

  it('sees what belongs to the request that makes the call', async () => {
    const { tenants, one, two } = await startPartners();
    const store = new AsyncLocalStorage<string>();
    const api = tenants.client(() => store.getStore()!);
    const walk = (name: string): Promise<unknown[]> =>
      store.run(name, async () => {
        await Promise.resolve();
        return api.customers.list({ limit: 4 }).toArray();
      });
    await Promise.all([walk('one'), walk('two'), walk('one')]);
    expect(one.journal.apiRequests).toHaveLength(6);
    expect(two.journal.apiRequests).toHaveLength(3);
  });

  it.each<[string, () => string, object]>([
    [
      'throws',
      () => {
        throw new Error('no request is in progress');
      },
      { message: 'no request is in progress' },
    ],
    ['gives nothing', () => undefined as never, { code: 'TENANT_NOT_RESOLVED' }],
    ['gives a promise', (() => Promise.resolve('one')) as never, { code: 'TENANT_NOT_RESOLVED' }],
  ])('rejects the call, and throws nothing, where the function %s', async (_what, tenant, failure) => {
    const { tenants, servers } = await startPartners();
    const api = tenants.client(tenant);
    expect(await failureOf(api.customers.get('cus_1'))).toMatchObject(failure);
    expect(await failureOf(api.customers.list().toArray())).toMatchObject(failure);
    expect(await failureOf(api.request({ method: 'GET', path: '/customers' }))).toMatchObject(failure);
    for (const { journal } of Object.values(servers)) expect(journal.requests).toHaveLength(0);
  });
});

describe('a client that is kept', () => {
  const ways: Array<[string, (platform: Awaited<ReturnType<typeof startPartners>>) => unknown]> = [
    ['(await get(id)).client', async ({ tenants }) => (await tenants.get('one')).client],
    ['client(id)', ({ tenants }) => tenants.client('one')],
    ['client(() => id)', ({ tenants }) => tenants.client(() => 'one')],
  ];

  it.each(ways)('works after its account was closed, and after it was evicted: %s', async (_what, keep) => {
    const platform = await startPartners({ maximum: 1 });
    const { tenants, one, resolve } = platform;
    const api = (await keep(platform)) as AlternativePaymentsClient;
    await api.customers.list();
    await tenants.close('one');
    await api.customers.list();
    await tenants.client('two').customers.list();
    await until(() => tenants.size === 1, 'one of two is evicted');
    await api.customers.list();
    expect(one.journal.tokenRequests).toHaveLength(3);
    expect(resolve.mock.calls.filter(([name]) => name === 'one')).toHaveLength(3);
  });

  it.each(ways)('walks on where its account was closed between two pages: %s', async (_what, keep) => {
    const platform = await startPartners({ idleMs: 20 });
    const { tenants, one } = platform;
    const api = (await keep(platform)) as AlternativePaymentsClient;
    const seen: unknown[] = [];
    for await (const { data, hasNextPage } of api.customers.list({ limit: 3 }).pages()) {
      seen.push(...data.map(({ name }) => name));
      if (hasNextPage) await until(() => tenants.size === 0, 'the account is closed by idleness');
    }
    expect(seen).toEqual(MANY.map(({ name }) => name));
    expect(one.journal.tokenRequests).toHaveLength(3);
  });

  it('goes to where the tenant has moved', async () => {
    const { tenants, one, two, resolve, servers } = await startPartners();
    const api = tenants.client('one');
    await api.customers.list();
    resolve.mockImplementation(() => servers['two']!.options);
    await tenants.close('one');
    await api.customers.list();
    expect(one.journal.apiRequests).toHaveLength(1);
    expect(two.journal.apiRequests).toHaveLength(1);
  });

  it('sends nothing to where the tenant was, not even what was waiting in an interceptor of the host', async () => {
    const { tenants, one, two, resolve, servers } = await startPartners();
    const { client, httpService } = await tenants.get('one');
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    httpService.axiosRef.interceptors.request.use(async (config) => {
      if (config.url === '/customers') await held;
      return config;
    });
    resolve.mockImplementation(() => ({
      ...servers['two']!.options,
      http: { headers: { 'x-gateway-key': 'of-two' } },
    }));
    const waiting = failureOf(client.customers.list());
    await tenants.close('one');
    await client.invoices.list();
    release();
    // Its address was put in before it waited, and is the tenant's no more.
    expect(await waiting).toMatchObject({ code: 'FOREIGN_ORIGIN' });
    expect(one.journal.apiRequests).toHaveLength(0);
    expect(two.journal.apiRequests.map(({ headers }) => headers['x-gateway-key'])).toEqual(['of-two']);
  });
});

describe('what belongs to a tenant', () => {
  it('holds from the first call on, and nothing of the registration reaches another origin', async () => {
    const [platform, partner] = [await simulate(), await simulate()];
    const { tenants } = await startPlatform(
      {
        resolve: () => ({
          ...partner.options,
          http: { headers: { 'x-gateway-key': 'of-partner' }, params: { gate: 'of-partner' } },
        }),
      },
      {
        ...platform.options,
        environment: undefined,
        warmUp: false,
        http: {
          headers: { 'x-gateway-key': 'of-platform', 'x-other': 'of-platform' },
          params: { key: 'of-platform' },
        },
      },
    );
    await Promise.all(['one', 'two', 'two'].map((name) => tenants.client(name).customers.list({ limit: 1 })));
    await tenants.client(() => 'three').customers.create({ name: 'Acme', email: 'a@acme.example' });
    expect(platform.journal.requests).toHaveLength(0);
    expect(partner.journal.apiRequests).toHaveLength(4);
    for (const { url, headers } of partner.journal.requests)
      expect(JSON.stringify([url, headers])).not.toContain('of-platform');
    for (const { query, headers } of partner.journal.apiRequests)
      expect([query.get('gate'), headers['x-gateway-key']]).toEqual(['of-partner', 'of-partner']);
  });

  it('is named by its errors', async () => {
    const { tenants, one } = await startPartners();
    const api = tenants.client('one');
    one.fault({ on: 'api', status: 404, body: { code: 'not_found', message: 'none' } });
    expect(await failureOf(api.customers.get('cus_1'))).toMatchObject({ account: 'default/one' });
    expect(await failureOf(api.customers.list().toArray())).toMatchObject({ account: 'default/one' });
    const { client } = await tenants.get('two');
    expect(await failureOf(client.customers.get('cus_1'))).toMatchObject({ account: 'default/two' });
  });

  it('is named by its errors before its account was ever open', async () => {
    const { tenants } = await startPartners({ resolve: () => new Promise(() => undefined) });
    const abort = new AbortController();
    const call = failureOf(tenants.client('one').customers.get('cus_1', { signal: abort.signal }));
    abort.abort();
    expect(await call).toMatchObject({ code: 'CALL_ABORTED', account: 'default/one' });
  });

  it('ends a call in its time while its account is being opened', async () => {
    const { tenants } = await startPartners({ resolve: () => new Promise(() => undefined) });
    expect(await failureOf(tenants.client('one').customers.get('cus_1', { timeoutMs: 20 }))).toMatchObject({
      code: 'CALL_TIMED_OUT',
      phase: 'account',
    });
  });
});
