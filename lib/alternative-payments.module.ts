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
 * `forRootAsync()`. Modules that import this one, there or plainly, inject an `HttpService`
 * that is bound to the account: base URL set, access token attached and renewed ahead of expiry.
 *
 * `TokenService`, `AlternativePaymentsTenants` and the decorators `@Inject…()` work in every module; the plain
 * `HttpService` only where this module is imported, so that no other module sends our token by accident.
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
   * @throws InvalidRegistrationError if no options are given; while the application starts also
   * `InvalidOptionsError` for options that cannot be used
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
   * Registers an account with options that come from elsewhere: configuration, a secrets manager.
   *
   * @throws InvalidRegistrationError unless exactly one of `useFactory`, `useClass` and `useExisting` is given; while
   * the application starts also `InvalidOptionsError` for options that cannot be used
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
   * For a feature module that works with a named account: there the plain `HttpService` and `TokenService` are
   * that account's.
   *
   * @param name name of an account that the root module registers; left out, it is the default one
   *
   * @example
   * imports: [AlternativePaymentsModule.forFeature('eu-1')]
   */
  static forFeature(name?: string): DynamicModule {
    // The same class for every account, so that a module that imports it may export it by its class.
    return isDefaultAccount(name)
      ? { module: AlternativePaymentsModule }
      : { module: AlternativePaymentsModule, ...facade(name) };
  }
}

/**
 * The façade of a named registration. It exports no class tokens, which are the default account's.
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
