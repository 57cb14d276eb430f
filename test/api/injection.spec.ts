import { HttpService } from '@nestjs/axios';
import { type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createObserveModule } from '@nestjs/observe';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  AlternativePaymentsTenants,
  type Customers,
  getAlternativePaymentsToken,
  getHttpServiceToken,
  InjectAlternativePayments,
  TokenService,
} from 'nestjs-alternative-payments';
import { answerOf, pageOf, type Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startApplication } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

/** Imports nothing: the client is there in every module. */
@Injectable()
class Billing {
  constructor(
    readonly api: AlternativePaymentsClient,
    @InjectAlternativePayments() readonly named: AlternativePaymentsClient,
  ) {}
}

@Module({ providers: [Billing] })
class BillingModule {}

@Injectable()
class European {
  constructor(
    readonly api: AlternativePaymentsClient,
    @InjectAlternativePayments('eu') readonly named: AlternativePaymentsClient,
    @InjectAlternativePayments() readonly ofDefault: AlternativePaymentsClient,
  ) {}
}

@Module({ imports: [AlternativePaymentsModule.forFeature('eu')], providers: [European] })
class EuropeanModule {}

async function nameOfFirst(api: AlternativePaymentsClient): Promise<string | undefined> {
  return (await api.customers.list()).data[0]?.name;
}

/** An API with one customer and a key of its own. */
function simulateOne(name: string): Promise<Simulator> {
  return simulate({
    clientId: `id-${name}`,
    clientSecret: `secret-${name}`,
    seed: [{ name, email: 'billing@example.com' }],
  });
}

describe('the client', () => {
  it('is injected by class and by name, and no two registrations mix their accounts', async () => {
    const [ours, eu] = [await simulateOne('ours'), await simulateOne('eu')];
    const application = await startApplication(
      AlternativePaymentsModule.forRoot(ours.options),
      AlternativePaymentsModule.forRootAsync({
        name: 'eu',
        useFactory: () => Promise.resolve({ ...eu.options }),
      }),
      BillingModule,
      EuropeanModule,
    );
    const billing = application.get(Billing, { strict: false });
    const european = application.get(European, { strict: false });
    expect(billing.named).toBe(billing.api);
    expect(european.ofDefault).toBe(billing.api);
    expect(european.named).toBe(european.api);
    expect(application.get(getAlternativePaymentsToken(), { strict: false })).toBe(billing.api);
    expect(application.get(getAlternativePaymentsToken('eu'), { strict: false })).toBe(european.api);
    for (const api of [billing.api, european.api]) expect(api).toBeInstanceOf(AlternativePaymentsClient);

    expect(await Promise.all([billing.api, european.api].map(nameOfFirst))).toEqual(['ours', 'eu']);
    const tokens = [ours, eu].map(({ journal }) => new Set(journal.apiRequests.map(({ token }) => token)));
    expect(tokens[0]).not.toEqual(tokens[1]);
    for (const { journal } of [ours, eu]) expect(journal.apiRequests).toHaveLength(1);
  });

  it('is there where the default account is registered asynchronously', async () => {
    const ours = await simulateOne('ours');
    const application = await startApplication(
      AlternativePaymentsModule.forRootAsync({ useFactory: () => ours.options }),
      BillingModule,
    );
    expect(await nameOfFirst(application.get(Billing, { strict: false }).api)).toBe('ours');
  });

  it('is that of the default account in forFeature() without a name', async () => {
    const ours = await simulateOne('ours');
    @Module({ imports: [AlternativePaymentsModule.forFeature()], providers: [Billing] })
    class Feature {}
    const application = await startApplication(AlternativePaymentsModule.forRoot(ours.options), Feature);
    const { api, named } = application.get(Billing, { strict: false });
    expect(named).toBe(api);
  });

  it('sends nothing until it is used', async () => {
    const ours = await simulateOne('ours');
    const application = await startApplication(
      AlternativePaymentsModule.forRoot({ ...ours.options, warmUp: false }),
      BillingModule,
    );
    const { api } = application.get(Billing, { strict: false });
    expect(Object.keys(api.customers)).toContain('list');
    expect(ours.journal.requests).toHaveLength(0);
    expect(ours.connections).toBe(0);
  });

  it('goes through what the host has added to the HttpService of the account', async () => {
    const ours = await simulateOne('ours');
    const application = await startApplication(AlternativePaymentsModule.forRoot(ours.options));
    const http = application.get(HttpService, { strict: false });
    http.axiosRef.interceptors.request.use((config) => {
      config.headers.set('x-correlation', 'mine');
      return config;
    });
    await nameOfFirst(application.get(AlternativePaymentsClient, { strict: false }));
    expect(ours.journal.apiRequests[0]?.headers).toMatchObject({ 'x-correlation': 'mine' });
  });

  it('rejects, and sends nothing, where an interceptor of the host hands on no answer', async () => {
    const ours = await simulateOne('ours');
    const application = await startApplication(AlternativePaymentsModule.forRoot(ours.options));
    const { axiosRef } = application.get(HttpService, { strict: false });
    axiosRef.interceptors.response.use(({ data }) => data as never);
    const api = application.get(AlternativePaymentsClient, { strict: false });
    expect(await failureOf(api.customers.list())).toMatchObject({ code: 'UNEXPECTED_ANSWER' });
    axiosRef.interceptors.response.use(() => undefined as never);
    expect(await failureOf(api.customers.list().withResponse())).toMatchObject({ code: 'UNEXPECTED_ANSWER' });
  });
});

/** A fake of the one group that its test is about. */
class FakeApi extends AlternativePaymentsClient {
  override readonly customers = {
    get: (id: string) => answerOf({ id, name: 'fake' }),
    list: () => pageOf([{ id: 'cus_1', name: 'fake' }], { hasNextPage: true }),
  } as unknown as Customers;
}

function testing(simulator: Simulator): TestingModuleBuilder {
  return Test.createTestingModule({
    imports: [
      // What warms up has done so once the application has started.
      AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: 'required' }),
      BillingModule,
    ],
  });
}

async function start(builder: TestingModuleBuilder): Promise<INestApplicationContext> {
  const application = await (await builder.compile()).init();
  onTestFinished(() => application.close());
  return application;
}

describe('a fake of the client', () => {
  it.each<[string, boolean, (builder: TestingModuleBuilder) => TestingModuleBuilder]>([
    [
      'by class',
      false,
      (builder) => builder.overrideProvider(AlternativePaymentsClient).useValue(new FakeApi()),
    ],
    [
      'by class, as a class',
      false,
      (builder) => builder.overrideProvider(AlternativePaymentsClient).useClass(FakeApi),
    ],
    [
      'by token',
      true,
      (builder) => builder.overrideProvider(getAlternativePaymentsToken()).useValue(new FakeApi()),
    ],
    [
      'by token, as a class',
      true,
      (builder) => builder.overrideProvider(getAlternativePaymentsToken()).useClass(FakeApi),
    ],
  ])('takes one override, and then nothing real sends by itself: %s', async (_what, everywhere, replace) => {
    const simulator = await simulateOne('real');
    const application = await start(replace(testing(simulator)));
    const { api, named } = application.get(Billing, { strict: false });
    expect(api).toBeInstanceOf(FakeApi);
    expect(named instanceof FakeApi).toBe(everywhere);
    expect(await api.customers.get('cus_1')).toEqual({ id: 'cus_1', name: 'fake' });
    expect(simulator.journal.requests).toHaveLength(0);
  });

  it('of a named account leaves the others alone', async () => {
    const [ours, eu] = [await simulateOne('ours'), await simulateOne('eu')];
    const application = await start(
      Test.createTestingModule({
        imports: [
          AlternativePaymentsModule.forRoot({ ...ours.options, warmUp: 'required' }),
          AlternativePaymentsModule.forRoot({ name: 'eu', ...eu.options, warmUp: 'required' }),
          BillingModule,
          EuropeanModule,
        ],
      })
        .overrideProvider(getAlternativePaymentsToken('eu'))
        .useValue(new FakeApi()),
    );
    const { api, ofDefault } = application.get(European, { strict: false });
    expect(api).toBeInstanceOf(FakeApi);
    expect(await nameOfFirst(ofDefault)).toBe('ours');
    expect(eu.journal.requests).toHaveLength(0);
  });

  it('may be one of the HttpService, through which the client sends then', async () => {
    const simulator = await simulateOne('real');
    const request = () => Promise.resolve({ data: { id: 'cus_1', name: 'fake' }, status: 200, headers: {} });
    const application = await start(
      testing(simulator).overrideProvider(getHttpServiceToken()).useValue({ axiosRef: { request } }),
    );
    const { api } = application.get(Billing, { strict: false });
    expect(await api.customers.get('cus_1')).toEqual({ id: 'cus_1', name: 'fake' });
    expect(simulator.journal.requests).toHaveLength(0);
  });

  it('of the HttpService that cannot send rejects the call', async () => {
    const simulator = await simulateOne('real');
    const application = await start(testing(simulator).overrideProvider(getHttpServiceToken()).useValue({}));
    const { api } = application.get(Billing, { strict: false });
    expect(await failureOf(api.customers.get('cus_1'))).toBeInstanceOf(Error);
    expect(simulator.journal.requests).toHaveLength(0);
  });
});

describe('pageOf() and answerOf()', () => {
  const items = [{ id: '1' }, { id: '2' }, { id: '3' }];

  it('behave as lists of the client do, and end', async () => {
    const list = pageOf(items, { hasNextPage: true });
    const page = await list;
    expect(page).toMatchObject({ data: items, hasNextPage: true });
    expect(await page.nextPage()).toBeUndefined();
    for (let time = 0; time < 2; time += 1) {
      const seen: unknown[] = [];
      for await (const item of list) seen.push(item);
      expect(seen).toEqual(items);
    }
    const pages: unknown[] = [];
    for await (const one of list.pages()) pages.push(one);
    expect(pages).toEqual([page]);
    const taken: unknown[] = [];
    for await (const item of list.take(2)) taken.push(item);
    expect(taken).toEqual(items.slice(0, 2));
    expect(await list.toArray({ max: 3 })).toEqual(items);
    expect(await failureOf(list.toArray({ max: 2 }))).toMatchObject({ code: 'PAGE_ITERATION_FAILED' });
    expect(await list.withResponse()).toMatchObject({ data: { data: items }, status: 200 });
  });

  it('say that no page follows unless told otherwise', async () => {
    expect(await pageOf([])).toMatchObject({ data: [], hasNextPage: false, hasPreviousPage: false });
  });

  it('give the value with an answer around it', async () => {
    const call = answerOf({ id: '1' });
    expect(await call).toEqual({ id: '1' });
    expect(await call.withResponse()).toEqual({
      data: { id: '1' },
      status: 200,
      headers: {},
      requestId: undefined,
    });
    expect(await answerOf(undefined)).toBeUndefined();
  });
});

it('works where every provider is wrapped by the instrument of @nestjs/observe, and warms up as always', async () => {
  const simulator = await simulateOne('ours');
  const { ObserveInstrument } = createObserveModule();
  @Module({
    imports: [
      AlternativePaymentsModule.forRoot({
        ...simulator.options,
        warmUp: 'required',
        tenants: { resolve: () => simulator.options },
      }),
      BillingModule,
    ],
  })
  class Root {}
  const application = await NestFactory.createApplicationContext(Root, {
    logger: false,
    instrument: ObserveInstrument,
  });
  onTestFinished(() => application.close());
  expect(simulator.journal.tokenRequests).toHaveLength(1);
  const { api } = application.get(Billing, { strict: false });
  expect(await nameOfFirst(api)).toBe('ours');
  const [customer] = await api.customers.list().toArray();
  expect((await api.customers.get(customer!.id).withResponse()).status).toBe(200);
  expect(await api.request({ method: 'GET', path: '/customers' })).toMatchObject({
    data: [{ name: 'ours' }],
  });
  const tenants = application.get(AlternativePaymentsTenants, { strict: false });
  expect(await nameOfFirst(tenants.client('one'))).toBe('ours');
  expect(await nameOfFirst((await tenants.get('one')).client)).toBe('ours');
  expect(application.get(TokenService, { strict: false }).snapshot()).toMatchObject({ state: 'valid' });
});
