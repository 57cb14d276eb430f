import { Injectable, Module } from '@nestjs/common';
import {
  AccountClosedError,
  type TenantsOptions,
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  CredentialsRejectedError,
  CredentialsUnavailableError,
  getTenantsToken,
  getHttpServiceToken,
  InjectTenants,
  InvalidOptionsError,
  type TenantOptions,
  TenantNotResolvedError,
  TokenService,
} from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { startApplication } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { customersOf, startPlatform } from '../support/tenants.js';

type Resolve = TenantsOptions['resolve'];

describe('the account of a tenant', () => {
  it('is opened once, however many ask for it at once', async () => {
    const simulator = await simulate();
    const resolve = vi.fn<Resolve>(async () => {
      await new Promise((later) => setTimeout(later, 20));
      return simulator.options;
    });
    const { tenants } = await startPlatform({ resolve });

    const handed = await Promise.all(Array.from({ length: 50 }, () => tenants.get('partner-42')));
    await Promise.all(handed.map(customersOf));

    expect(new Set(handed).size).toBe(1);
    expect(await tenants.get('partner-42')).toBe(handed[0]);
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(resolve).toHaveBeenCalledWith('partner-42', { signal: expect.any(AbortSignal) as AbortSignal });
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    expect(tenants.size).toBe(1);
  });

  it('has a key, a token and a name of its own', async () => {
    const simulators = { one: await simulate(), two: await simulate({ clientId: 'the-other-id' }) };
    const { tenants } = await startPlatform({
      resolve: (tenant) => simulators[tenant as 'one' | 'two'].options,
    });

    const [one, two] = await Promise.all([tenants.get('one'), tenants.get('two')]);
    await Promise.all([one, two, one, two].map(customersOf));

    const tokensOf = (simulator: Simulator): Set<string | undefined> =>
      new Set(simulator.journal.apiRequests.map(({ token }) => token));
    expect(tokensOf(simulators.one)).toEqual(new Set([await one.tokenService.getToken()]));
    expect(tokensOf(simulators.two)).toEqual(new Set([await two.tokenService.getToken()]));
    expect(await tenants.snapshots()).toMatchObject([
      { account: 'default/one', clientId: 'simulated-client-id', baseURL: simulators.one.baseURL },
      { account: 'default/two', clientId: 'the-other-id', baseURL: simulators.two.baseURL },
    ]);
  });

  it('does not suffer from what befalls another one', async () => {
    const simulator = await simulate();
    const { tenants } = await startPlatform({
      resolve: (tenant): TenantOptions =>
        tenant === 'wrong' ? { ...simulator.options, clientSecret: 'nonsense' } : simulator.options,
    });
    const [wrong, right] = await Promise.all([tenants.get('wrong'), tenants.get('right')]);

    expect(await failureOf(customersOf(wrong))).toBeInstanceOf(CredentialsRejectedError);
    await expect(customersOf(right)).resolves.toBeDefined();
    expect(right.tokenService.snapshot()).toMatchObject({ state: 'valid', account: 'default/right' });
    expect(wrong.tokenService.snapshot()).toMatchObject({ state: 'rejected', account: 'default/wrong' });
  });

  it('takes from the registration what it does not say itself, but never its API key', async () => {
    const platform = await simulate({ clientId: 'the-platform' });
    const options: Record<string, TenantOptions> = {
      keyless: {},
      half: { clientId: 'the-tenant' },
      whole: { clientId: 'the-platform', clientSecret: platform.options.clientSecret },
      elsewhere: { clientId: 'the-tenant', clientSecret: 'a-secret', environment: 'production' },
    };
    const { tenants } = await startPlatform(
      { resolve: (tenant) => options[tenant] ?? {} },
      {
        ...platform.options,
        environment: undefined,
        http: { headers: { 'X-Platform': 'yes' } },
        warmUp: false,
      },
    );

    expect(await failureOf(tenants.get('keyless'))).toMatchObject({
      code: 'TENANT_NOT_RESOLVED',
      tenantId: 'keyless',
      message: expect.stringContaining('"clientId" is missing') as string,
    });
    expect(await failureOf(tenants.get('half'))).toMatchObject({
      message: expect.stringContaining('"clientSecret" is missing') as string,
    });
    await customersOf(await tenants.get('whole'));
    expect(platform.journal.apiRequests[0]?.headers['x-platform']).toBe('yes');
    const elsewhere = await tenants.get('elsewhere');
    expect(elsewhere.tokenService.snapshot().baseURL).toBe('https://public-api.alternativepayments.io');
    expect(elsewhere.httpService.axiosRef.defaults.baseURL).toBe('https://public-api.alternativepayments.io');
  });

  it('fetches its first token as the option warmUp says', async () => {
    const simulator = await simulate();
    const { tenants } = await startPlatform({
      resolve: (tenant): TenantOptions => ({
        ...simulator.options,
        ...(tenant === 'wrong' && { clientSecret: 'nonsense' }),
        warmUp: 'required',
      }),
    });

    const { tokenService } = await tenants.get('right');
    expect(tokenService.snapshot()).toMatchObject({ state: 'valid', generation: 1 });
    expect(await failureOf(tenants.get('wrong'))).toBeInstanceOf(CredentialsRejectedError);
    expect(tenants.size).toBe(1);
  });

  it('belongs to a named registration where that is asked', async () => {
    const [one, two] = [await simulate(), await simulate()];
    const register = (
      simulator: Simulator,
      name?: string,
    ): ReturnType<typeof AlternativePaymentsModule.forRoot> =>
      AlternativePaymentsModule.forRoot({
        name,
        environment: 'demo',
        tenants: { resolve: () => simulator.options },
      });
    @Injectable()
    class Billing {
      constructor(
        readonly plain: AlternativePaymentsTenants,
        @InjectTenants('eu') readonly named: AlternativePaymentsTenants,
      ) {}
    }
    @Injectable()
    class EuBilling extends Billing {}
    @Module({ imports: [AlternativePaymentsModule.forFeature('eu')], providers: [EuBilling] })
    class EuModule {}
    @Module({ providers: [Billing] })
    class BillingModule {}
    const application = await startApplication(register(one), register(two, 'eu'), EuModule, BillingModule);

    const { plain, named } = application.get(Billing, { strict: false });
    const eu = application.get(EuBilling, { strict: false });
    await plain.get('partner-42');
    await named.get('partner-42');

    expect(await plain.snapshots()).toMatchObject([{ account: 'default/partner-42', baseURL: one.baseURL }]);
    expect(await named.snapshots()).toMatchObject([{ account: 'eu/partner-42', baseURL: two.baseURL }]);
    expect(eu.plain).toBe(named);
    expect(eu.named).toBe(named);
    expect(application.get(getTenantsToken('eu'), { strict: false })).toBe(named);
  });
});

describe('a tenant that cannot be resolved', () => {
  it.each<[string, unknown, RegExp]>([
    ['a rejection', () => Promise.reject(new Error('no such row')), /"tenants.resolve" failed/],
    [
      'an error',
      () => {
        throw new Error('no such row');
      },
      /"tenants.resolve" failed/,
    ],
    ['silence', () => new Promise(() => undefined), /"tenants.resolve" failed/],
    ['an array', () => [], /returned an array instead of options/],
    [
      'options that are none',
      () => ({ clientId: 'id', clientSecret: 's', colour: 'red' }),
      /"colour" is not an option/,
    ],
    ['the registration’s options', () => ({ tenants: {} }), /"tenants" belongs to the registration/],
  ])('is a typed error that is not remembered: %s', async (_what, resolve, message) => {
    const simulator = await simulate();
    let isMended = false;
    const asked = vi.fn<Resolve>(() => (isMended ? simulator.options : (resolve as () => TenantOptions)()));
    const { tenants } = await startPlatform({ resolve: asked, resolveTimeoutMs: 50 });

    const failures = await Promise.all(Array.from({ length: 5 }, () => failureOf(tenants.get('partner-42'))));
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(TenantNotResolvedError);
      expect(failure).toMatchObject({ code: 'TENANT_NOT_RESOLVED', tenantId: 'partner-42' });
      expect(failure.message).toMatch(message);
    }
    expect(asked).toHaveBeenCalledTimes(1);

    isMended = true;
    await expect(tenants.get('partner-42').then(customersOf)).resolves.toBeDefined();
  });

  it('has the reason as its cause', async () => {
    const reason = new Error('the database is down');
    const { tenants } = await startPlatform({ resolve: () => Promise.reject(reason) });
    expect((await failureOf(tenants.get('partner-42'))).cause).toBe(reason);

    const { tenants: others } = await startPlatform({ resolve: () => ({ clientId: 'id' }) });
    expect((await failureOf(others.get('partner-42'))).cause).toBeInstanceOf(InvalidOptionsError);
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(257)],
    ['with a line break', 'a\nb'],
    ['no text', 42],
  ])('has a name that is %s', async (_what, name) => {
    const resolve = vi.fn<Resolve>(() => ({}));
    const { tenants } = await startPlatform({ resolve });
    const failure = await failureOf(tenants.get(name as string));
    expect(failure).toBeInstanceOf(TenantNotResolvedError);
    expect(failure.message).not.toContain('\n');
    expect(resolve).not.toHaveBeenCalled();
  });

  it('has a registration that says nothing of tenants', async () => {
    const { options } = await simulate();
    const application = await startApplication(AlternativePaymentsModule.forRoot(options));
    const tenants = application.get(AlternativePaymentsTenants, { strict: false });
    expect((await failureOf(tenants.get('partner-42'))).message).toContain('option "tenants"');
  });
});

describe('a caller who waits for an account', () => {
  it('may give up, and the others do not notice', async () => {
    const simulator = await simulate();
    const { tenants } = await startPlatform({
      resolve: async () => {
        await new Promise((later) => setTimeout(later, 50));
        return simulator.options;
      },
    });
    const abort = new AbortController();
    const leaving = failureOf(tenants.get('partner-42', { signal: abort.signal }));
    const staying = tenants.get('partner-42');
    abort.abort(new Error('changed my mind'));
    expect((await leaving).message).toBe('changed my mind');
    await expect(staying.then(customersOf)).resolves.toBeDefined();
  });

  it('is turned away when the application closes', async () => {
    const { application, tenants } = await startPlatform({ resolve: () => new Promise(() => undefined) });
    const waiting = failureOf(tenants.get('partner-42'));
    await application.close();
    expect(await waiting).toBeInstanceOf(AccountClosedError);
    expect(await failureOf(tenants.get('partner-42'))).toBeInstanceOf(AccountClosedError);
  });
});

describe('a registration that has only tenants', () => {
  it('needs no API key, and says so to whoever calls with it', async () => {
    const { application } = await startPlatform({ resolve: () => ({}) });
    const http = application.get<{ get(path: string): never }>(getHttpServiceToken(), { strict: false });

    const failure = await failureOf(firstValueFrom(http.get('/customers')));

    expect(failure).toBeInstanceOf(CredentialsUnavailableError);
    expect(failure.message).toContain('only opens accounts of tenants');
    expect(application.get(TokenService, { strict: false }).snapshot().state).toBe('unavailable');
  });
});
