import { HttpService } from '@nestjs/axios';
import { Injectable, Module, type Type } from '@nestjs/common';
import { SchedulerRegistry, ScheduleModule } from '@nestjs/schedule';
import {
  AlternativePaymentsModule,
  getHttpServiceToken,
  getTokenServiceToken,
  InvalidRegistrationError,
  type TokenService,
} from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startApplication, startWith } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('three feature modules that import the module', () => {
  it('share one HttpService, and each call carries one header', async () => {
    const simulator = await simulate();
    const features = [1, 2, 3].map((number): [module: Type, provider: Type<{ http: HttpService }>] => {
      @Injectable()
      class Provider {
        constructor(readonly http: HttpService) {}
      }
      @Module({ imports: [AlternativePaymentsModule], providers: [Provider] })
      class Feature {}
      Object.defineProperty(Feature, 'name', { value: `Feature${number}` });
      return [Feature, Provider];
    });

    const application = await startApplication(
      AlternativePaymentsModule.forRoot(simulator.options),
      ...features.map(([module]) => module),
    );
    const services = features.map(([, provider]) => application.get(provider, { strict: false }).http);
    for (const http of services) await firstValueFrom(http.get('/customers'));

    expect(new Set(services).size).toBe(1);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    for (const { headers, token } of simulator.journal.apiRequests)
      expect(headers.authorization).toBe(`Bearer ${token}`);
    expect(simulator.journal.apiRequests).toHaveLength(3);
  });
});

describe('two accounts whose options come asynchronously', () => {
  it('have services and scheduler entries of their own', async () => {
    const simulator = await simulate();
    const application = await startApplication(
      ScheduleModule.forRoot(),
      ...['eu', 'us'].map((name) =>
        AlternativePaymentsModule.forRootAsync({
          name,
          useFactory: () => Promise.resolve(simulator.options),
        }),
      ),
    );
    const tokens = ['eu', 'us'].map((name) =>
      application.get<TokenService>(getTokenServiceToken(name), { strict: false }),
    );
    const https = ['eu', 'us'].map((name) =>
      application.get<HttpService>(getHttpServiceToken(name), { strict: false }),
    );
    await until(() => tokens.every((one) => one.snapshot().state === 'valid'));

    expect(new Set(tokens).size).toBe(2);
    expect(new Set(https).size).toBe(2);
    expect(new Set(https.map(({ axiosRef }) => axiosRef)).size).toBe(2);
    expect(application.get(SchedulerRegistry, { strict: false }).getTimeouts().toSorted()).toEqual([
      'AlternativePayments:eu:token-refresh',
      'AlternativePayments:us:token-refresh',
    ]);
  });

  it('cannot share a name', async () => {
    const simulator = await simulate();
    const register = (): ReturnType<typeof AlternativePaymentsModule.forRootAsync> =>
      AlternativePaymentsModule.forRootAsync({ name: 'eu', useFactory: () => simulator.options });

    await expect(startApplication(register(), register())).rejects.toBeInstanceOf(InvalidRegistrationError);
  });
});

describe('the scheduler entry', () => {
  it('is replaced at each renewal, without a complaint about its name', async () => {
    const simulator = await simulate({ tokenLifetimeSeconds: 20 });
    const application = await startWith(
      { refreshFrom: 0.02, refreshTo: 0.02 },
      ScheduleModule.forRoot(),
      AlternativePaymentsModule.forRoot(simulator.options),
    );
    const tokens = application.get<TokenService>(getTokenServiceToken(), { strict: false });
    const registry = application.get(SchedulerRegistry, { strict: false });
    const name = 'AlternativePayments:default:token-refresh';

    await until(() => tokens.snapshot().generation === 1 && registry.doesExist('timeout', name));
    const first: unknown = registry.getTimeout(name);
    await until(() => tokens.snapshot().generation === 3 && registry.doesExist('timeout', name));

    expect(registry.getTimeout(name)).not.toBe(first);
    expect(registry.getTimeouts()).toEqual([name]);
    // A Node timeout does not tell when it fires; the snapshot does.
    expect(tokens.snapshot().refreshAt).toBeInstanceOf(Date);
  });
});
