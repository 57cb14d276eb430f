import { HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  type AlternativePaymentsOptionsFactory,
  getHttpServiceToken,
  getTokenServiceToken,
  InjectHttpService,
  InjectTokenService,
  InvalidRegistrationError,
  TokenService,
} from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { REQUEST } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { firstValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startApplication } from '../support/application.js';
import { simulate } from '../support/simulator.js';

/** A provider of the host's that injects by type alone. */
@Injectable()
class Billing {
  constructor(
    readonly http: HttpService,
    readonly tokens: TokenService,
  ) {}

  async list(): Promise<number> {
    return (await firstValueFrom(this.http.get('/customers'))).status;
  }
}

describe('forRoot', () => {
  it('lets the importing module inject HttpService and TokenService by type', async () => {
    const simulator = await simulate();
    @Module({ imports: [AlternativePaymentsModule.forRoot(simulator.options)], providers: [Billing] })
    class Root {}

    const billing = (await startApplication(Root)).get(Billing);

    expect(await billing.list()).toBe(200);
    expect(billing.http).toBeInstanceOf(HttpService);
    expect(billing.tokens).toBeInstanceOf(TokenService);
    expect(simulator.journal.apiRequests[0]?.token).toBe(await billing.tokens.getToken());
  });

  it('says what is missing when it gets nothing', () => {
    expect(() => AlternativePaymentsModule.forRoot(undefined as never)).toThrow(InvalidRegistrationError);
  });
});

describe('forRootAsync', () => {
  @Injectable()
  class Settings implements AlternativePaymentsOptionsFactory {
    static simulator: Simulator;
    createAlternativePaymentsOptions(): Promise<AlternativePaymentsModuleOptions> {
      return Promise.resolve(Settings.simulator.options);
    }
  }
  @Module({ providers: [Settings], exports: [Settings] })
  class SettingsModule {}

  it.each([
    ['useFactory', () => ({ useFactory: () => Promise.resolve(Settings.simulator.options) })],
    [
      'useFactory with inject',
      () => ({
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: (settings: Settings) => settings.createAlternativePaymentsOptions(),
      }),
    ],
    ['useClass', () => ({ useClass: Settings })],
    ['useExisting', () => ({ imports: [SettingsModule], useExisting: Settings })],
  ])('takes options from %s', async (_what, options) => {
    Settings.simulator = await simulate();
    @Module({ imports: [AlternativePaymentsModule.forRootAsync(options())], providers: [Billing] })
    class Root {}

    expect(await (await startApplication(Root)).get(Billing).list()).toBe(200);
  });

  it.each([
    ['none', {}],
    ['two', { useFactory: () => ({}) as never, useClass: Settings }],
    ['nothing at all', undefined as never],
  ])('refuses %s of the three ways', (_what, options) => {
    expect(() => AlternativePaymentsModule.forRootAsync(options)).toThrow(
      /exactly one of useFactory, useClass and useExisting/,
    );
  });
});

describe('options that depend on a request', () => {
  it('are refused at the start: an account lives as long as the application', async () => {
    const simulator = await simulate();
    const module = AlternativePaymentsModule.forRootAsync({
      inject: [REQUEST],
      useFactory: () => simulator.options,
    });

    await expect(startApplication(module)).rejects.toThrow(/depend on a request-scoped provider/);
    expect(simulator.journal.requests).toEqual([]);
  });
});

describe('a feature module', () => {
  it('gets HttpService by importing the module plainly, before or after the root registered it', async () => {
    const simulator = await simulate();
    @Module({ imports: [AlternativePaymentsModule], providers: [Billing] })
    class Feature {}
    @Module({
      imports: [
        Feature,
        AlternativePaymentsModule.forRoot(simulator.options),
        AlternativePaymentsModule.forFeature(),
      ],
    })
    class Root {}

    expect(await (await startApplication(Root)).get(Billing, { strict: false }).list()).toBe(200);
  });

  it('gets TokenService without importing anything, but no plain HttpService', async () => {
    const simulator = await simulate();
    @Injectable()
    class Health {
      constructor(readonly tokens: TokenService) {}
    }
    @Module({ providers: [Health] })
    class Unrelated {}
    @Module({ providers: [Billing] })
    class Forgetful {}
    const ours = AlternativePaymentsModule.forRoot(simulator.options);

    const application = await startApplication(ours, Unrelated);
    expect(application.get(Health, { strict: false }).tokens).toBeInstanceOf(TokenService);
    await expect(startApplication(ours, Forgetful)).rejects.toThrow(/HttpService/);
  });

  it.each([
    [
      'the default account',
      AlternativePaymentsModule,
      /account "default", which is not registered.*forRootAsync\({ … }\)/,
    ],
    [
      'a named account',
      AlternativePaymentsModule.forFeature('eu'),
      /account "eu", which is not registered.*name: 'eu'/,
    ],
  ])('is told what to do where %s is not registered', async (_what, feature, message) => {
    @Module({ imports: [feature], providers: [Billing] })
    class Feature {}
    await expect(startApplication(Feature)).rejects.toThrow(message);
  });
});

describe('several accounts side by side', () => {
  @Injectable()
  class Comparison {
    constructor(
      readonly http: HttpService,
      readonly tokens: TokenService,
      @InjectHttpService() readonly defaultHttp: HttpService,
      @InjectHttpService('eu-1') readonly euHttp: HttpService,
      @InjectTokenService('eu-1') readonly euTokens: TokenService,
    ) {}
  }

  it('each send their own token to their own environment', async () => {
    const us = await simulate();
    const eu = await simulate();
    @Module({
      imports: [
        AlternativePaymentsModule.forRoot({ name: 'eu-1', ...eu.options }),
        AlternativePaymentsModule.forRoot(us.options),
      ],
      providers: [Comparison],
    })
    class Root {}
    const both = (await startApplication(Root)).get(Comparison);

    await Promise.all([both.http, both.euHttp].map((http) => firstValueFrom(http.get('/customers'))));

    expect(both.defaultHttp).toBe(both.http);
    expect(us.journal.apiRequests.map((request) => request.token)).toEqual([await both.tokens.getToken()]);
    expect(eu.journal.apiRequests.map((request) => request.token)).toEqual([await both.euTokens.getToken()]);
    expect(us.journal.apiRequests[0]?.token).not.toBe(eu.journal.apiRequests[0]?.token);
  });

  it('are told apart on one API as well', async () => {
    const simulator = await simulate();
    @Module({
      imports: [
        AlternativePaymentsModule.forRoot({ name: 'eu-1', ...simulator.options }),
        AlternativePaymentsModule.forRoot(simulator.options),
      ],
      providers: [Comparison],
    })
    class Root {}
    const both = (await startApplication(Root)).get(Comparison);

    await firstValueFrom(both.http.get('/customers'));
    await firstValueFrom(both.euHttp.get('/customers'));

    expect(simulator.journal.apiRequests.map((request) => request.token)).toEqual([
      await both.tokens.getToken(),
      await both.euTokens.getToken(),
    ]);
    expect(await both.tokens.getToken()).not.toBe(await both.euTokens.getToken());
  });

  it('bind the plain classes in a feature module that asks for one of them', async () => {
    const us = await simulate();
    const eu = await simulate();
    @Module({ imports: [AlternativePaymentsModule.forFeature('eu-1')], providers: [Billing] })
    class EuFeature {}
    const application = await startApplication(
      AlternativePaymentsModule.forRoot(us.options),
      AlternativePaymentsModule.forRoot({ name: 'eu-1', ...eu.options }),
      EuFeature,
    );
    const billing = application.get(Billing, { strict: false });

    await billing.list();

    expect(billing.tokens).toBe(application.get(getTokenServiceToken('eu-1'), { strict: false }));
    expect(billing.http).toBe(application.get(getHttpServiceToken('eu-1'), { strict: false }));
    expect(eu.journal.apiRequests).toHaveLength(1);
    expect(us.journal.apiRequests).toHaveLength(0);
  });

  it('cannot share a name', async () => {
    const simulator = await simulate();
    const options = { ...simulator.options, warmUp: false as const };
    for (const name of [undefined, 'eu-1']) {
      const twice = [
        AlternativePaymentsModule.forRoot({ name, ...options }),
        AlternativePaymentsModule.forRoot({ name, ...options }),
      ];
      await expect(startApplication(...twice)).rejects.toThrow(
        `account "${name ?? 'default'}" is registered 2 times`,
      );
    }
  });

  it.each(['', 'eu 1', '../x', 7 as never])('cannot have the name %j', (name) => {
    expect(() =>
      AlternativePaymentsModule.forRoot({ name, environment: 'demo', clientId: 'a', clientSecret: 'b' }),
    ).toThrow(InvalidRegistrationError);
    expect(() => InjectHttpService(name)).toThrow(InvalidRegistrationError);
  });

  it('can be overridden by token in tests, without being taken for two', async () => {
    const simulator = await simulate();
    const fake = { get: () => of({ status: 299 }) };
    @Module({
      imports: [AlternativePaymentsModule.forRoot({ ...simulator.options, warmUp: false })],
      providers: [Billing],
    })
    class Root {}
    const testing = await Test.createTestingModule({ imports: [Root] })
      .overrideProvider(getHttpServiceToken())
      .useValue(fake)
      .compile();
    await testing.init();

    expect(await testing.get(Billing).list()).toBe(299);
    expect(simulator.journal.requests).toEqual([]);
    await testing.close();
  });

  it('may be imported by several modules as one registration', async () => {
    const simulator = await simulate();
    const registration = AlternativePaymentsModule.forRoot(simulator.options);
    @Module({ imports: [registration], providers: [Billing] })
    class First {}
    @Module({ imports: [registration], providers: [Billing] })
    class Second {}

    const application = await startApplication(First, Second);

    expect(await application.get(Billing, { strict: false }).list()).toBe(200);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });
});
