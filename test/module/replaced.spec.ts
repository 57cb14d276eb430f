import { HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  AlternativePaymentsModule,
  AlternativePaymentsTenants,
  getHttpServiceToken,
  getTokenServiceToken,
  InjectHttpService,
  TokenService,
} from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { firstValueFrom, of } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { simulate } from '../support/simulator.js';

@Injectable()
class Billing {
  constructor(
    readonly http: HttpService,
    @InjectHttpService() readonly named: HttpService,
  ) {}
}

const FAKE = { get: () => of({ data: 'fake' }) };
const TOKENS = { getToken: () => Promise.resolve('token-of-the-test') };

/** The options warm up during the start, so that what warms up has done so once the application has started. */
function testing(simulator: Simulator, name?: string): TestingModuleBuilder {
  const registered = { ...simulator.options, name, warmUp: 'required' as const };
  return Test.createTestingModule({
    imports: [
      AlternativePaymentsModule.forRoot(registered),
      ...(name === undefined ? [BillingModule] : [AlternativePaymentsModule.forFeature(name)]),
    ],
  });
}

@Module({ imports: [AlternativePaymentsModule], providers: [Billing], exports: [Billing] })
class BillingModule {}

/** Injects by class alone, as most modules do. */
@Injectable()
class Reports {
  constructor(readonly http: HttpService) {}
}

@Module({ imports: [AlternativePaymentsModule], providers: [Reports] })
class ReportsModule {}

@Injectable()
class FakeHttp {
  readonly get = FAKE.get;
}

@Injectable()
class FakeTokens {
  readonly getToken = TOKENS.getToken;
}

@Module({ providers: [{ provide: HttpService, useClass: FakeHttp }], exports: [HttpService] })
class FakeByClass {}

@Module({ providers: [{ provide: getHttpServiceToken(), useValue: FAKE }], exports: [getHttpServiceToken()] })
class FakePayments {}

async function start(builder: TestingModuleBuilder) {
  const application = await (await builder.compile()).init();
  onTestFinished(() => application.close());
  return application;
}

describe('a test that replaces something of ours', () => {
  it.each<[string, (builder: TestingModuleBuilder) => TestingModuleBuilder]>([
    ['HttpService', (builder) => builder.overrideProvider(HttpService).useValue(FAKE)],
    ['getHttpServiceToken()', (builder) => builder.overrideProvider(getHttpServiceToken()).useValue(FAKE)],
    ['TokenService', (builder) => builder.overrideProvider(TokenService).useValue(TOKENS)],
    ['HttpService by a class', (builder) => builder.overrideProvider(HttpService).useClass(FakeHttp)],
    ['TokenService by a class', (builder) => builder.overrideProvider(TokenService).useClass(FakeTokens)],
    [
      'getHttpServiceToken() by a class',
      (builder) => builder.overrideProvider(getHttpServiceToken()).useClass(FakeHttp),
    ],
    [
      'getTokenServiceToken()',
      (builder) => builder.overrideProvider(getTokenServiceToken()).useFactory({ factory: () => TOKENS }),
    ],
    [
      'both',
      (builder) =>
        builder
          .overrideProvider(getHttpServiceToken())
          .useValue(FAKE)
          .overrideProvider(TokenService)
          .useValue(TOKENS),
    ],
  ])('has nothing real that sends by itself: %s', async (_what, replace) => {
    const simulator = await simulate();
    await start(replace(testing(simulator)));
    expect(simulator.journal.requests).toHaveLength(0);
  });

  it('has nothing real that sends by itself behind a module of its own', async () => {
    const simulator = await simulate();
    const fake = {
      module: FakePayments,
      providers: [{ provide: HttpService, useValue: FAKE }],
      exports: [HttpService],
    };
    const application = await start(
      testing(simulator)
        .overrideModule(AlternativePaymentsModule)
        .useModule(fake as never),
    );
    expect(application.get(Billing, { strict: false }).http).toBe(FAKE);
    expect(simulator.journal.requests).toHaveLength(0);
  });

  it.each([
    ['a class', FakeByClass],
    [
      'a value',
      {
        module: class FakeByValue {},
        providers: [{ provide: HttpService, useValue: FAKE }],
        exports: [HttpService],
      },
    ],
  ])(
    'has nothing real that sends by itself behind a module that gives HttpService alone: %s',
    async (_what, fake) => {
      const simulator = await simulate();
      const application = await start(
        Test.createTestingModule({
          imports: [
            AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: 'required' }),
            ReportsModule,
          ],
        })
          .overrideModule(AlternativePaymentsModule)
          .useModule(fake as never),
      );
      await firstValueFrom(application.get(Reports, { strict: false }).http.get('/customers'));
      expect(simulator.journal.requests).toHaveLength(0);
    },
  );

  it.each<[string, string | undefined, (builder: TestingModuleBuilder) => TestingModuleBuilder]>([
    ['TokenService', undefined, (builder) => builder.overrideProvider(TokenService).useValue(TOKENS)],
    [
      'getTokenServiceToken()',
      undefined,
      (builder) => builder.overrideProvider(getTokenServiceToken()).useValue(TOKENS),
    ],
    [
      'getTokenServiceToken(name)',
      'eu',
      (builder) => builder.overrideProvider(getTokenServiceToken('eu')).useValue(TOKENS),
    ],
  ])('gives HttpService its token: %s', async (_what, name, replace) => {
    const simulator = await simulate();
    const application = await start(replace(testing(simulator, name)));
    const http = application.get<HttpService>(getHttpServiceToken(name), { strict: false });
    await http.axiosRef.get('/customers').catch(() => undefined);
    expect(simulator.journal.tokenRequests).toHaveLength(0);
    expect(new Set(simulator.journal.apiRequests.map(({ token }) => token))).toEqual(
      new Set(['token-of-the-test']),
    );
  });

  it('still warms up what it has not replaced', async () => {
    const [simulator, other] = [await simulate(), await simulate()];
    const builder = Test.createTestingModule({
      imports: [
        AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: 'required' }),
        AlternativePaymentsModule.forRoot({ ...other.options, name: 'eu', warmUp: 'required' }),
      ],
    });
    const application = await start(builder.overrideProvider(getHttpServiceToken('eu')).useValue(FAKE));
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    expect(other.journal.requests).toHaveLength(0);
    expect(application.get(AlternativePaymentsTenants, { strict: false }).size).toBe(0);
  });
});

describe('a module that exports ours by its class', () => {
  it.each([false, true])('hands on the account of forFeature(), global: %s', async (isGlobal) => {
    const [simulator, eu] = [await simulate(), await simulate()];
    @Module({ imports: [AlternativePaymentsModule.forFeature('eu')], exports: [AlternativePaymentsModule] })
    class Shared {}
    const shared = { module: Shared, global: isGlobal };
    @Injectable()
    class User {
      constructor(
        readonly http: HttpService,
        readonly tokens: TokenService,
      ) {}
    }
    @Module({ imports: isGlobal ? [] : [Shared], providers: [User] })
    class Feature {}
    const application = await start(
      Test.createTestingModule({
        imports: [
          AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: false }),
          AlternativePaymentsModule.forRoot({ ...eu.options, name: 'eu', warmUp: false }),
          isGlobal ? shared : Shared,
          Feature,
        ],
      }),
    );
    const user = application.get(User, { strict: false });
    await user.http.axiosRef.get('/customers');
    // TokenService by class is the default account's in the whole application, and a global module does not change that.
    expect(user.tokens.snapshot().account).toBe(isGlobal ? 'default' : 'eu');
    expect(simulator.journal.requests).toHaveLength(0);
    expect(eu.journal.apiRequests).toHaveLength(1);
  });
});
