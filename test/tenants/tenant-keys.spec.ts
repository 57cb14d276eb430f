import type { TenantsOptions, CredentialsProvider } from 'nestjs-alternative-payments';
import { describe, expect, it, vi } from 'vitest';
import { simulate } from '../support/simulator.js';
import { customersOf, startPlatform } from '../support/tenants.js';

type Resolve = TenantsOptions['resolve'];

describe('the key of a tenant', () => {
  it('is asked for again for each token request after the first, so that a rotated one is noticed', async () => {
    const simulator = await simulate();
    const resolve = vi.fn<Resolve>(() => simulator.options);
    const { tenants } = await startPlatform({ resolve }, { warmUp: false });
    const account = await tenants.get('one');
    await customersOf(account);
    expect(resolve).toHaveBeenCalledTimes(1);

    simulator.rotateSecret('the-new-secret');
    resolve.mockImplementation(() => ({ ...simulator.options, clientSecret: 'the-new-secret' }));
    simulator.revokeAllTokens();
    await customersOf(account);

    expect(resolve).toHaveBeenCalledTimes(2);
    expect(simulator.journal.tokenRequests.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('may be a function, which is then asked alone', async () => {
    const simulator = await simulate();
    const { clientId, clientSecret, ...others } = simulator.options;
    const credentials = vi.fn<CredentialsProvider>(() => Promise.resolve({ clientId, clientSecret }));
    const resolve = vi.fn<Resolve>(() => ({ ...others, credentials }));
    const { tenants } = await startPlatform({ resolve }, { warmUp: false });
    const account = await tenants.get('one');
    await customersOf(account);
    await account.tokenService.refresh();
    expect(credentials).toHaveBeenCalledTimes(2);
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  it('never goes to the environment that the tenant has left', async () => {
    const [before, after] = [await simulate(), await simulate({ clientSecret: 'of-the-new-environment' })];
    const resolve = vi.fn<Resolve>(() => before.options);
    const { tenants } = await startPlatform({ resolve }, { warmUp: false });
    const account = await tenants.get('one');
    await customersOf(account);

    resolve.mockImplementation(() => after.options);
    await expect(account.tokenService.refresh()).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: expect.stringContaining('environment has changed') as string,
    });
    expect(before.journal.tokenRequests).toHaveLength(1);

    await tenants.close('one');
    await customersOf(await tenants.get('one'));
    expect(after.journal.apiRequests).toHaveLength(1);
  });

  it('cannot be had while the database is down: the present token serves', async () => {
    const simulator = await simulate();
    const resolve = vi.fn<Resolve>(() => simulator.options);
    const { tenants } = await startPlatform({ resolve }, { warmUp: false });
    const account = await tenants.get('one');
    await customersOf(account);
    resolve.mockImplementation(() => {
      throw new Error('the database is down');
    });
    await expect(account.tokenService.refresh()).rejects.toMatchObject({
      code: 'CREDENTIALS_UNAVAILABLE',
      message: expect.stringContaining('could not be read: the database is down.') as string,
    });
    await expect(customersOf(account)).resolves.toBeDefined();
  });
});
