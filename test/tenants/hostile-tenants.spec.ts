import { Agent } from 'node:http';
import {
  type TenantsOptions,
  type AlternativePaymentsTenants,
  type TenantOptions,
  TenantNotResolvedError,
  TokenService,
} from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { customersOf, startPlatform } from '../support/tenants.js';

type Resolve = TenantsOptions['resolve'];

describe('a tenant’s options', () => {
  it.each<[string, () => unknown]>([
    [
      'throw when they are read',
      () =>
        Object.defineProperty({}, 'clientId', {
          enumerable: true,
          get: () => {
            throw new Error('boom');
          },
        }),
    ],
    ['are rejected with what cannot be shown', () => Promise.reject(Object.create(null) as Error)],
  ])('that %s are a typed error', async (_what, resolve) => {
    const { tenants } = await startPlatform({ resolve: resolve as () => TenantOptions });
    expect(await failureOf(tenants.get('one'))).toBeInstanceOf(TenantNotResolvedError);
  });

  it.each([
    ['as they are', 'THE-SECRET'],
    ['as a list', ['THE-SECRET']],
  ])('that are the secret itself, %s, are not quoted', async (_what, given) => {
    const { tenants } = await startPlatform({ resolve: () => given as never });
    expect((await failureOf(tenants.get('one'))).message).not.toContain('THE-SECRET');
  });

  it('that hold half a character in the secret are refused, since no header can carry it', async () => {
    const { tenants } = await startPlatform({
      resolve: () => ({ clientId: 'id', clientSecret: 'x\ud800' }),
    });
    expect((await failureOf(tenants.get('one'))).message).toContain('"clientSecret" begins or ends with');
  });

  it('that are empty fields of a row leave what the registration says', async () => {
    const simulator = await simulate();
    const { clientId, clientSecret } = simulator.options;
    const row = { clientId, clientSecret, environment: '', baseURL: null, http: null, pacing: null };
    const { tenants } = await startPlatform(
      { resolve: () => row as never },
      {
        ...simulator.options,
        environment: undefined,
        http: { headers: { 'X-Platform': 'yes' } },
        warmUp: false,
      },
    );
    await customersOf(await tenants.get('one'));
    expect(simulator.journal.apiRequests[0]?.headers['x-platform']).toBe('yes');
  });

  it('that lead elsewhere take along nothing that was meant for the registration’s address', async () => {
    const [platform, elsewhere] = [await simulate(), await simulate()];
    const { tenants } = await startPlatform(
      {
        resolve: (tenant) =>
          tenant === 'readable'
            ? { baseURL: 'http://elsewhere.example', clientId: 'id', clientSecret: 'secret' }
            : elsewhere.options,
      },
      {
        ...platform.options,
        environment: undefined,
        allowInsecureHttp: true,
        http: {
          headers: { 'X-Gateway-Key': 'of-the-platform' },
          params: { gateway_key: 'of-the-platform' },
          paramsSerializer: () => 'serialized=of-the-platform',
          transformRequest: (_data: unknown, headers: Record<string, string>) => {
            headers['x-transform'] = 'of-the-platform';
            return 'of-the-platform';
          },
          xsrfHeaderName: 'x-of-the-platform',
          socketPath: '/of-the-platform.sock',
        },
        warmUp: false,
      },
    );
    const account = await tenants.get('one');
    await customersOf(account);
    await account.httpService.axiosRef.post('/customers', { name: 'Acme', email: 'a@acme.example' });
    expect(elsewhere.journal.requests).toHaveLength(3);
    expect(elsewhere.journal.requests.map(({ url }) => url)).toEqual([
      '/oauth/token',
      '/customers',
      '/customers',
    ]);
    expect(JSON.stringify(elsewhere.journal.requests)).not.toContain('of-the-platform');
    expect((await failureOf(tenants.get('readable'))).message).toContain(
      'http: would show the client secret',
    );
  });
});

describe('the option http of a registration', () => {
  it('says for all tenants how the network is reached', async () => {
    const elsewhere = await simulate();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const used = vi.spyOn(agent, 'createConnection' as never);
    const { tenants } = await startPlatform(
      { resolve: () => elsewhere.options },
      { http: { httpAgent: agent, timeout: 4_321, validateStatus: () => true } },
    );
    const account = await tenants.get('one');
    await customersOf(account);
    expect(used).toHaveBeenCalled();
    expect(account.httpService.axiosRef.defaults.timeout).toBe(4_321);
    expect((await account.httpService.axiosRef.get('/nothing')).status).toBe(404);
  });

  it('gives way to that of a tenant', async () => {
    const [platform, elsewhere] = [await simulate(), await simulate()];
    const { tenants } = await startPlatform(
      {
        resolve: () => ({ ...elsewhere.options, http: { headers: { 'X-Own': '1' }, params: { own: '2' } } }),
      },
      { ...platform.options, environment: undefined, http: { params: { platform: '3' } }, warmUp: false },
    );
    await customersOf(await tenants.get('one'));
    expect(elsewhere.journal.apiRequests[0]?.url).toBe('/customers?own=2');
    expect(elsewhere.journal.apiRequests[0]?.headers['x-own']).toBe('1');
  });

  it('goes as a whole to tenants at the same address', async () => {
    const platform = await simulate();
    const { clientId, clientSecret } = platform.options;
    const { tenants } = await startPlatform(
      { resolve: () => ({ clientId, clientSecret }) },
      {
        ...platform.options,
        environment: undefined,
        http: { headers: { 'X-Gateway-Key': 'key' }, params: { gateway_key: 'key' } },
        warmUp: false,
      },
    );
    await customersOf(await tenants.get('one'));
    expect(platform.journal.apiRequests[0]).toMatchObject({
      url: '/customers?gateway_key=key',
      headers: { 'x-gateway-key': 'key' },
    });
  });
});

describe('accounts', () => {
  it('that ask for themselves while they are resolved cause one call and a typed time-out', async () => {
    const resolve = vi.fn<Resolve>(async (tenant) => {
      await box.tenants?.get(tenant);
      return {};
    });
    const box: { tenants?: AlternativePaymentsTenants } = {};
    box.tenants = (await startPlatform({ resolve, resolveTimeoutMs: 50 })).tenants;
    expect(await failureOf(box.tenants.get('one'))).toBeInstanceOf(TenantNotResolvedError);
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  it('may be resolved many at a time without a warning', async () => {
    const simulator = await simulate();
    const warned = vi.fn<() => void>();
    process.on('warning', warned);
    onTestFinished(() => {
      process.off('warning', warned);
    });
    const { tenants } = await startPlatform({
      resolve: async () => {
        await new Promise((later) => setTimeout(later, 10));
        return simulator.options;
      },
    });
    await Promise.all(Array.from({ length: 50 }, (_, index) => tenants.get(`tenant-${index}`)));
    await new Promise((later) => setImmediate(later));
    expect(warned).not.toHaveBeenCalled();
  });

  it('hand out their services and nothing to close them with', async () => {
    const simulator = await simulate();
    const { tenants } = await startPlatform({ resolve: () => simulator.options });
    const account = await tenants.get('one');
    expect(Object.keys(account)).toEqual(['client', 'httpService', 'tokenService']);
    expect(Object.isFrozen(account)).toBe(true);
    expect(account.tokenService).toBeInstanceOf(TokenService);
  });

  it('have tenants with a warm-up that the registration itself has no key for', async () => {
    const simulator = await simulate();
    const { application, tenants } = await startPlatform(
      { resolve: () => simulator.options },
      { warmUp: 'required' },
    );
    expect((await tenants.get('one')).tokenService.snapshot().state).toBe('valid');
    expect(application.get(TokenService, { strict: false }).snapshot().state).toBe('idle');
  });
});
