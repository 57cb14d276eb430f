import type { FactoryProvider, ModuleMetadata, Provider, Type } from '@nestjs/common';
import type { AlternativePaymentsModuleOptions } from './config/module-options.js';

/** What makes the account a further one, beside the default. */
export interface AlternativePaymentsRegistration {
  /**
   * Name of the account: letters, digits, `-`, `_`, `.`. Its services are injected with `@InjectHttpService(name)`
   * and `@InjectTokenService(name)`.
   * @default 'default'
   */
  name?: string;
}

/** A class that makes the options, for `useClass` and `useExisting`. */
export interface AlternativePaymentsOptionsFactory {
  createAlternativePaymentsOptions():
    AlternativePaymentsModuleOptions | Promise<AlternativePaymentsModuleOptions>;
}

/** What `forRootAsync()` takes: a name if wanted, and exactly one of `useFactory`, `useClass` and `useExisting`. */
export interface AlternativePaymentsModuleAsyncOptions
  extends AlternativePaymentsRegistration, Pick<ModuleMetadata, 'imports'> {
  /** Makes the options from whatever `inject` lists. */
  useFactory?: FactoryProvider<AlternativePaymentsModuleOptions>['useFactory'];
  inject?: FactoryProvider['inject'];
  /** A class that is instantiated to make the options. */
  useClass?: Type<AlternativePaymentsOptionsFactory>;
  /** A provider of an imported module that makes the options. */
  useExisting?: Type<AlternativePaymentsOptionsFactory>;
  /** Providers that `useFactory` or `useClass` need and no imported module exports. */
  provideInjectionTokensFrom?: Provider[];
}
