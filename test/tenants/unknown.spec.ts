import {
  AlternativePaymentsError,
  CredentialsUnavailableError,
  TenantNotFoundError,
  TenantNotResolvedError,
  type TenantOptions,
} from 'nestjs-alternative-payments';
import { describe, expect, it, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { customersOf, startPlatform } from '../support/tenants.js';

describe('a tenant that does not exist', () => {
  it.each([
    ['undefined', () => undefined],
    ['null', () => null],
    ['undefined later', () => Promise.resolve(undefined)],
    ['null later', () => Promise.resolve(null)],
  ])('has an error of its own where resolve returns %s', async (_what, resolve) => {
    const { tenants } = await startPlatform({ resolve });

    const failure = await failureOf(tenants.get('partner-42'));

    expect(failure).toBeInstanceOf(TenantNotFoundError);
    expect(failure).toBeInstanceOf(AlternativePaymentsError);
    expect(failure).not.toBeInstanceOf(TenantNotResolvedError);
    expect(failure).toMatchObject({ code: 'TENANT_NOT_FOUND', tenantId: 'partner-42' });
    expect(failure.message).toContain('There is no tenant "partner-42"');
    expect(tenants.size).toBe(0);
  });

  it('is told from a database that is down', async () => {
    const reason = new Error('the database is down');
    const { tenants } = await startPlatform({ resolve: () => Promise.reject(reason) });
    expect(await failureOf(tenants.get('partner-42'))).toMatchObject({
      code: 'TENANT_NOT_RESOLVED',
      cause: reason,
    });
  });

  it('is asked for once however many callers wait, and again by the next one', async () => {
    const simulator = await simulate();
    const rows = new Map<string, TenantOptions>();
    const resolve = vi.fn<(tenant: string) => TenantOptions | undefined>((tenant) => rows.get(tenant));
    const { tenants } = await startPlatform({ resolve });

    const failures = await Promise.all([1, 2, 3].map(() => failureOf(tenants.get('partner-42'))));
    for (const failure of failures) expect(failure).toBeInstanceOf(TenantNotFoundError);
    expect(resolve).toHaveBeenCalledTimes(1);

    rows.set('partner-42', simulator.options);
    await expect(tenants.get('partner-42').then(customersOf)).resolves.toBeDefined();
  });
});

describe('a tenant that is not found any more while its account is open', () => {
  it('keeps its token, and gets another one when it is found again', async () => {
    const simulator = await simulate();
    let row: TenantOptions | undefined = simulator.options;
    const { tenants } = await startPlatform({ resolve: () => row });
    const account = await tenants.get('partner-42');
    const { tokenService } = account;
    await tokenService.getToken();

    row = undefined;
    const failure = await failureOf(tokenService.refresh());
    expect(failure).toBeInstanceOf(CredentialsUnavailableError);
    expect(failure.message).toContain('There is no tenant "partner-42"');
    await expect(customersOf(account)).resolves.toBeDefined();

    row = simulator.options;
    // The account asks again by itself.
    await vi.waitFor(() => expect(tokenService.snapshot()).toMatchObject({ state: 'valid', generation: 2 }), {
      timeout: 15_000,
    });

    row = undefined;
    await tenants.close('partner-42');
    expect(await failureOf(tenants.get('partner-42'))).toBeInstanceOf(TenantNotFoundError);
  });
});
