import { HttpModule, HttpService } from '@nestjs/axios';
import { Controller, Inject, Injectable, Logger, Module, type Type } from '@nestjs/common';
import {
  AlternativePaymentsTenants,
  AlternativePaymentsModule,
  InjectHttpService,
  TokenService,
} from 'nestjs-alternative-payments';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startApplication } from '../support/application.js';

const OPTIONS = { environment: 'demo', clientId: 'id', clientSecret: 'secret', warmUp: false } as const;

let warnings: string[];

beforeEach(() => {
  warnings = [];
  vi.spyOn(Logger.prototype, 'warn').mockImplementation((text) => void warnings.push(String(text)));
});

afterEach(() => {
  vi.restoreAllMocks();
});

@Injectable()
class Billing {
  constructor(readonly http: HttpService) {}
}

@Controller()
class BillingController {
  constructor(readonly http: HttpService) {}
}

@Injectable()
class ByProperty {
  @Inject(HttpService) readonly http!: HttpService;
}

@Injectable()
class Named {
  constructor(@InjectHttpService() readonly http: HttpService) {}
}

@Injectable()
class Health {
  constructor(readonly tokens: TokenService) {}
}

@Injectable()
class Platform {
  constructor(readonly tenants: AlternativePaymentsTenants) {}
}

function feature(metadata: Parameters<typeof Module>[0]): Type {
  @Module(metadata)
  class FeatureModule {}
  return FeatureModule;
}

const byHabit = (): Type => feature({ imports: [HttpModule], providers: [Billing] });
const registration = () => AlternativePaymentsModule.forRoot(OPTIONS);

describe('Nest’s HttpModule in place of ours', () => {
  it.each<[string, () => Type]>([
    ['a provider', byHabit],
    ['a controller', () => feature({ imports: [HttpModule], controllers: [BillingController] })],
    [
      'a property',
      () => feature({ imports: [HttpModule.register({ timeout: 1 })], providers: [ByProperty] }),
    ],
    [
      'a factory',
      () =>
        feature({
          imports: [HttpModule],
          providers: [{ provide: 'BILLING', inject: [HttpService], useFactory: (http: HttpService) => http }],
        }),
    ],
  ])('is told once at the start, with what to do: %s', async (_what, module) => {
    await startApplication(registration(), module());
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/in FeatureModule gets the HttpService of Nest's HttpModule/);
    expect(warnings[0]).toContain('import AlternativePaymentsModule in FeatureModule in place of HttpModule');
  });

  it('is told once however many accounts and modules there are', async () => {
    await startApplication(
      registration(),
      AlternativePaymentsModule.forRoot({ ...OPTIONS, name: 'eu-1' }),
      byHabit(),
      feature({ imports: [HttpModule], controllers: [BillingController] }),
    );
    expect(warnings).toHaveLength(1);
  });

  it.each<[string, () => Type]>([
    ['imports ours plainly', () => feature({ imports: [AlternativePaymentsModule] })],
    [
      'imports ours and injects by type',
      () => feature({ imports: [AlternativePaymentsModule], providers: [Billing] }),
    ],
    ['asks for a named account', () => feature({ imports: [AlternativePaymentsModule.forFeature()] })],
    ['injects our HttpService by name', () => feature({ providers: [Named] })],
    ['injects the token service', () => feature({ providers: [Health] })],
    ['injects the accounts of tenants', () => feature({ providers: [Platform] })],
  ])('is quiet in an application that uses both: it %s', async (_what, other) => {
    await startApplication(registration(), byHabit(), other());
    expect(warnings).toEqual([]);
  });

  it('is quiet where the module that registers the account uses it', async () => {
    const root = feature({ imports: [registration()], providers: [Billing] });
    await startApplication(root, byHabit());
    expect(warnings).toEqual([]);
  });

  it('is quiet where nothing injects an HttpService', async () => {
    await startApplication(registration(), feature({ imports: [HttpModule] }));
    expect(warnings).toEqual([]);
  });
});
