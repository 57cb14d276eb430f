import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { getTenantsToken, getTokenServiceToken } from '../alternative-payments.tokens.js';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';
import { quietly } from '../logging/quietly.js';
import type { AlternativePaymentsTenants } from '../tenants/tenants.js';
import type { TokenService } from '../token/token.service.js';
import { OBSERVER, registeredAccounts } from '../wing.js';
import { AccountCollector, type VisibleAccount } from './account-collector.js';
import { loadApi, type OpenTelemetryApi } from './load-api.js';
import { Measures } from './measures.js';
import { OpenTelemetryObserver } from './open-telemetry.observer.js';
import { type AlternativePaymentsOpenTelemetryOptions, readOptions } from './open-telemetry-options.js';

/** The package `@opentelemetry/api` of the host. */
const API = 'ALTERNATIVE_PAYMENTS:OPENTELEMETRY_API';

/**
 * Reports spans and metrics to OpenTelemetry, for all accounts of the application. Without an SDK, or with one
 * that samples nothing, calls go on as before.
 *
 * Names of spans, attributes and metrics may change until version 1.0 of this package.
 *
 * @example
 * // main.ts: start the SDK before NestFactory.create()
 * @Module({
 *   imports: [
 *     AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
 *     AlternativePaymentsOpenTelemetryModule.forRoot(),
 *   ],
 * })
 * export class AppModule {}
 */
@Module({})
export class AlternativePaymentsOpenTelemetryModule
  implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown
{
  constructor(
    @Inject(Measures) private readonly measures: Measures,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(ModuleRef) private readonly services: ModuleRef,
  ) {}

  /**
   * @throws InvalidArgumentError for options that cannot be used
   * @throws InvalidRegistrationError during the start, if the package `@opentelemetry/api` is not installed,
   * or if the application imports the result of more than one `forRoot()`
   */
  static forRoot(options: AlternativePaymentsOpenTelemetryOptions = {}): DynamicModule {
    const { tenantOnSpans } = readOptions(options);
    return {
      module: AlternativePaymentsOpenTelemetryModule,
      global: true,
      providers: [
        { provide: API, useFactory: loadApi },
        { provide: Measures, inject: [API], useFactory: (api: OpenTelemetryApi) => new Measures(api) },
        {
          provide: OBSERVER,
          inject: [API, Measures],
          useFactory: (api: OpenTelemetryApi, measures: Measures) =>
            new OpenTelemetryObserver(api, measures, tenantOnSpans),
        },
      ],
      exports: [OBSERVER],
    };
  }

  /** Only one of them would observe, and the options of the other would be ignored. */
  onModuleInit(): void {
    const owners = [...this.modules.values()].filter(({ providers }) => providers.has(API));
    if (owners.length < 2) return;
    throw new InvalidRegistrationError(
      `AlternativePaymentsOpenTelemetryModule.forRoot() is imported ${owners.length} times, but only one of them would be used. ` +
        'Import it once, in the root module; it serves all accounts.',
    );
  }

  onApplicationBootstrap(): void {
    // An SDK that throws must not keep the application from starting. The first call reports it.
    quietly(() => this.measures.collectFrom(new AccountCollector(this.visibleAccounts())));
  }

  onApplicationShutdown(): void {
    quietly(() => this.measures.close());
  }

  /** A test may have replaced services by some that show nothing. */
  private visibleAccounts(): VisibleAccount[] {
    return registeredAccounts(this.modules).flatMap((account) => {
      const tokens = this.services.get<TokenService>(getTokenServiceToken(account), { strict: false });
      const tenants = this.services.get<AlternativePaymentsTenants>(getTenantsToken(account), {
        strict: false,
      });
      if (typeof tokens?.snapshot !== 'function' || typeof tenants?.counts !== 'function') return [];
      return [{ account, snapshot: () => tokens.snapshot(), tenants: () => tenants.counts() }];
    });
  }
}
