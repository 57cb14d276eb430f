import type { FactoryProvider, ModuleMetadata, Provider, Type } from '@nestjs/common';
import type { AlternativePaymentsModuleOptions } from './config/module-options.js';

/** Names an additional account. */
export interface AlternativePaymentsRegistration {
  /**
   * Name of the account: letters, digits, `-`, `_`, `.`. Its services are injected with `@InjectHttpService(name)`
   * and `@InjectTokenService(name)`.
   * @default 'default'
   */
  name?: string;
}

/** A class that creates the options, for `useClass` and `useExisting`. */
export interface AlternativePaymentsOptionsFactory {
  createAlternativePaymentsOptions():
    AlternativePaymentsModuleOptions | Promise<AlternativePaymentsModuleOptions>;
}

/**
 * Options of `forRootAsync()`: an optional name, and exactly one of `useFactory`, `useClass` and
 * `useExisting`.
 */
export interface AlternativePaymentsModuleAsyncOptions
  extends AlternativePaymentsRegistration, Pick<ModuleMetadata, 'imports'> {
  /** Creates the options from the providers that `inject` lists. */
  useFactory?: FactoryProvider<AlternativePaymentsModuleOptions>['useFactory'];
  inject?: FactoryProvider['inject'];
  /** A class that is instantiated to create the options. */
  useClass?: Type<AlternativePaymentsOptionsFactory>;
  /** A provider of an imported module that creates the options. */
  useExisting?: Type<AlternativePaymentsOptionsFactory>;
  /** Providers that `useFactory` or `useClass` needs and no imported module exports. */
  provideInjectionTokensFrom?: Provider[];
}
