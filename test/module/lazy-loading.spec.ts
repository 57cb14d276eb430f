import { HttpService } from '@nestjs/axios';
import { Inject, Injectable, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import {
  AlternativePaymentsModule,
  InvalidRegistrationError,
  TokenService,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startApplication } from '../support/application.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

@Injectable()
class Billing {
  constructor(
    @Inject(HttpService) readonly http: HttpService,
    @Inject(TokenService) readonly tokens: TokenService,
  ) {}
}

/** A module that is not part of the application when that starts. */
function lazyModule(imports: NonNullable<ModuleMetadata['imports']>, providers: Type[] = []): Type {
  class Lazy {}
  Module({ imports, providers })(Lazy);
  return Lazy;
}

const registrationOf = AlternativePaymentsModule.forRoot.bind(AlternativePaymentsModule);

describe('a module that is loaded lazily', () => {
  it('uses the account of the root module, which is closed with the application', async () => {
    const simulator = await simulate();
    const application = await startApplication(registrationOf(simulator.options));
    const loader = application.get(LazyModuleLoader);

    const billing = (await loader.load(() => lazyModule([AlternativePaymentsModule], [Billing]))).get(
      Billing,
    );

    expect((await billing.http.axiosRef.get('/customers')).status).toBe(200);
    expect(billing.tokens).toBe(application.get(TokenService, { strict: false }));
    await application.close();
    await until(() => billing.tokens.snapshot().state === 'closed');
  });

  it.each([
    ['the default account', undefined],
    ['a named account', 'eu-1'],
  ])('registers no account of its own: %s', async (_, name) => {
    const simulator = await simulate();
    const application = await startApplication();

    const loading = application
      .get(LazyModuleLoader)
      .load(() => lazyModule([registrationOf({ ...simulator.options, name })]));

    await expect(loading).rejects.toThrow(InvalidRegistrationError);
    await expect(loading).rejects.toThrow(/loaded lazily.*root module/s);
    expect(simulator.journal.requests).toEqual([]);
  });

  it('registers no account a second time', async () => {
    const simulator = await simulate();
    const application = await startApplication(registrationOf({ ...simulator.options, warmUp: false }));

    const loading = application
      .get(LazyModuleLoader)
      .load(() => lazyModule([registrationOf({ ...simulator.options, warmUp: false })]));

    await expect(loading).rejects.toMatchObject({ code: 'INVALID_REGISTRATION' });
    expect(simulator.journal.requests).toEqual([]);
  });

  it('registers none within modules that it imports either', async () => {
    const simulator = await simulate();
    const application = await startApplication();
    const inner = lazyModule([registrationOf(simulator.options)]);

    const loading = application
      .get(LazyModuleLoader)
      .load(() => lazyModule([inner, AlternativePaymentsModule]));

    await expect(loading).rejects.toMatchObject({ code: 'INVALID_REGISTRATION' });
  });
});
