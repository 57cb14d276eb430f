import { type DynamicModule, Module } from '@nestjs/common';
import { AlternativePaymentsCoreModule } from './alternative-payments-core.module.js';
import type {
  AlternativePaymentsModuleAsyncOptions,
  AlternativePaymentsRegistration,
} from './alternative-payments.interfaces.js';
import { facade } from './alternative-payments.providers.js';
import { isDefaultAccount } from './alternative-payments.tokens.js';
import type { AlternativePaymentsModuleOptions } from './config/module-options.js';
import { InvalidRegistrationError } from './errors/invalid-registration.error.js';

/**
 * The Alternative Payments API for NestJS. Register each account once in the root module with `forRoot()` or
 * `forRootAsync()`. A module that imports this one injects an `HttpService` that is bound to the account: its
 * base URL is set, and the access token is attached and renewed ahead of expiry.
 *
 * `TokenService`, `AlternativePaymentsTenants` and the decorators `@Inject…()` work in every module. The
 * plain `HttpService` works only where this module is imported, so that no other module sends our token by
 * accident.
 *
 * @example
 * imports: [
 *   ConfigModule.forRoot({ isGlobal: true }),
 *   ScheduleModule.forRoot(),
 *   AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
 * ]
 */
@Module(facade())
export class AlternativePaymentsModule {
  /**
   * Registers an account with options that are known at once.
   *
   * @throws InvalidRegistrationError if no options are given. While the application starts, options that
   * cannot be used raise an `InvalidOptionsError`
   *
   * @example
   * AlternativePaymentsModule.forRoot({ environment: 'demo', clientId: '…', clientSecret: '…' })
   */
  static forRoot(options: AlternativePaymentsModuleOptions & AlternativePaymentsRegistration): DynamicModule {
    if (typeof options !== 'object' || options === null) {
      throw new InvalidRegistrationError(
        'AlternativePaymentsModule.forRoot() needs options: environment, clientId and clientSecret.',
      );
    }
    return register(options.name, AlternativePaymentsCoreModule.forRoot(options));
  }

  /**
   * Registers an account with options that come from elsewhere, such as configuration or a secrets manager.
   *
   * @throws InvalidRegistrationError unless exactly one of `useFactory`, `useClass` and `useExisting` is
   * given. While the application starts, options that cannot be used raise an `InvalidOptionsError`
   *
   * @example
   * AlternativePaymentsModule.forRootAsync({ name: 'eu-1', ...alternativePaymentsConfigFor('eu-1').asProvider() })
   */
  static forRootAsync(options: AlternativePaymentsModuleAsyncOptions): DynamicModule {
    const ways = [options?.useFactory, options?.useClass, options?.useExisting].filter(
      (way) => way !== undefined,
    );
    if (ways.length !== 1) {
      throw new InvalidRegistrationError(
        `AlternativePaymentsModule.forRootAsync() needs exactly one of useFactory, useClass and useExisting, and was given ${ways.length}. ` +
          'With @nestjs/config: forRootAsync(alternativePaymentsConfig.asProvider()).',
      );
    }
    return register(options.name, AlternativePaymentsCoreModule.forRootAsync(options));
  }

  /**
   * Import this into a feature module that works with a named account. There, the plain `HttpService` and
   * `TokenService` are those of that account.
   *
   * @param name name of an account that the root module registers; omit it for the default one
   *
   * @example
   * imports: [AlternativePaymentsModule.forFeature('eu-1')]
   */
  static forFeature(name?: string): DynamicModule {
    // The class is the same for every account, so that a module that imports it can export it by its class.
    return isDefaultAccount(name)
      ? { module: AlternativePaymentsModule }
      : { module: AlternativePaymentsModule, ...facade(name) };
  }
}

/**
 * The façade of a named registration. It exports no classes, because those mean the default account.
 *
 * @internal
 */
@Module({})
class AlternativePaymentsNamedModule {}

function register(name: string | undefined, core: DynamicModule): DynamicModule {
  return {
    module: isDefaultAccount(name) ? AlternativePaymentsModule : AlternativePaymentsNamedModule,
    imports: [core],
  };
}
