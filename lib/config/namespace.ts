import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { type ConfigFactoryKeyHost, registerAs } from '@nestjs/config';
import { InvalidOptionsError } from '../errors/invalid-options.error.js';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';
import { accountName, DEFAULT_ACCOUNT } from './account-name.js';
import { combineOptions } from './combined-options.js';
import type { AlternativePaymentsModuleOptions } from './module-options.js';
import { withRedactedPrint } from './redacted-print.js';
import { resolveOptions } from './resolved-options.js';
import { isAbsent, isPlainObject, kindOf } from './values.js';
import { labelIn, readVariables, type Variables, variablesOf } from './variables.js';

/** Options that no variable can hold. */
export interface AlternativePaymentsConfigExtras<Injected extends unknown[]> {
  /** Modules that export the providers that `inject` lists. */
  imports?: ModuleMetadata['imports'];
  /**
   * Injection tokens of the factory's parameters, in their order. `{ token, optional: true }` may be missing.
   */
  inject?: FactoryProvider['inject'];
  /**
   * Returns options that the variables leave out, or a promise of them. An option that both give is an error.
   * Of `pacing`, `http` and `tokenRequest`, each may give a part.
   */
  useFactory?: (
    ...injected: Injected
  ) => AlternativePaymentsModuleOptions | Promise<AlternativePaymentsModuleOptions>;
}

/**
 * The result of `asProvider()`, which `AlternativePaymentsModule.forRootAsync()` takes, with a name if
 * needed.
 */
export interface AlternativePaymentsConfigProvider {
  imports: NonNullable<ModuleMetadata['imports']>;
  inject: NonNullable<FactoryProvider['inject']>;
  useFactory: FactoryProvider<AlternativePaymentsModuleOptions>['useFactory'];
}

/** The result of `registerAs`: a factory of options that also carries its key and `asProvider()`. */
export type AlternativePaymentsConfig = (() => AlternativePaymentsModuleOptions) &
  ConfigFactoryKeyHost<AlternativePaymentsModuleOptions> & {
    /**
     * Combines the options from the variables with those that a factory returns.
     *
     * @throws InvalidRegistrationError if something is to be injected but no `useFactory` receives it
     *
     * @example
     * AlternativePaymentsModule.forRootAsync(
     *   alternativePaymentsConfig.asProvider({
     *     inject: [REDIS],
     *     useFactory: (redis: Redis) => ({ pacing: { shared: new RedisRateBudget(redis) } }),
     *   }),
     * )
     */
    asProvider<Injected extends unknown[]>(
      extras: AlternativePaymentsConfigExtras<Injected>,
    ): AlternativePaymentsConfigProvider;
  };

/**
 * Configuration namespace `alternativePayments` of `@nestjs/config`. It reads the options of the default
 * account from the variables `ALTERNATIVE_PAYMENTS_ENVIRONMENT` or `_BASE_URL`, `_CLIENT_ID`,
 * `_CLIENT_SECRET`, and optionally `_WARM_UP`, `_SCOPE`, `_PACING` (`false`), `_TIMEOUT_MS` and
 * `_ALLOW_INSECURE_HTTP`.
 *
 * @throws InvalidOptionsError while the application starts, naming each variable that is missing or wrong
 *
 * @example
 * AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider())
 */
export const alternativePaymentsConfig: AlternativePaymentsConfig = namespaceOf(DEFAULT_ACCOUNT);

/**
 * Configuration namespace of a named account: `eu-1` reads `ALTERNATIVE_PAYMENTS_EU_1_CLIENT_ID` and so on.
 * Characters other than letters and digits become underscores, so `eu-1` and `eu_1` read the same variables.
 *
 * @throws InvalidRegistrationError if the name cannot be used
 *
 * @example
 * AlternativePaymentsModule.forRootAsync({ name: 'eu-1', ...alternativePaymentsConfigFor('eu-1').asProvider() })
 */
export function alternativePaymentsConfigFor(name: string): AlternativePaymentsConfig {
  const account = accountName(name);
  return account === DEFAULT_ACCOUNT ? alternativePaymentsConfig : namespaceOf(account);
}

function namespaceOf(account: string): AlternativePaymentsConfig {
  const key = account === DEFAULT_ACCOUNT ? 'alternativePayments' : `alternativePayments:${account}`;
  const variables = variablesOf(account);
  /** The variables alone may be incomplete: a factory may still complete them. */
  const part = registerAs(key, () => {
    const { options, problems } = readVariables(variables);
    if (problems.length > 0) throw new InvalidOptionsError(account, problems);
    return withRedactedPrint(options, 'spread');
  });
  const whole = registerAs(key, () => {
    const { options, problems } = readVariables(variables);
    resolveOptions(options, account, (option) => labelIn(variables, option), problems);
    return withRedactedPrint(options, 'spread');
  });
  const asProvider = <Injected extends unknown[]>(
    extras: AlternativePaymentsConfigExtras<Injected> = {},
  ): AlternativePaymentsConfigProvider => {
    const { imports = [], inject = [], useFactory } = extras;
    if (typeof useFactory !== 'function') {
      if (useFactory === undefined && inject.length === 0) {
        const provider = whole.asProvider();
        return { ...provider, imports: [...provider.imports, ...imports] };
      }
      throw new InvalidRegistrationError(
        'asProvider() needs a function as "useFactory", which gets what "inject" lists and returns further options.',
      );
    }
    const provider = part.asProvider();
    return {
      imports: [...provider.imports, ...imports],
      inject: [...provider.inject, ...inject],
      useFactory: async (fromVariables: AlternativePaymentsModuleOptions, ...injected: Injected) =>
        combined(account, variables, fromVariables, await useFactory(...injected)),
    };
  };
  // The properties that registerAs() makes cannot be replaced, so they are copied to another function.
  const properties = { ...Object.getOwnPropertyDescriptors(whole), asProvider: { value: asProvider } };
  return Object.defineProperties(() => whole(), properties) as AlternativePaymentsConfig;
}

/**
 * @throws InvalidOptionsError naming each wrong option by its variable or, if the factory gave it, by the
 * option
 */
function combined(
  account: string,
  variables: Variables,
  fromVariables: AlternativePaymentsModuleOptions,
  given: AlternativePaymentsModuleOptions,
): AlternativePaymentsModuleOptions {
  if (!isPlainObject(given)) {
    throw new InvalidOptionsError(account, [
      `The useFactory of asProvider() returned ${kindOf(given)}. Return an object with the options that no variable gives, such as { tokenStore }.`,
    ]);
  }
  const { options, givenTwice } = combineOptions(fromVariables, given);
  const problems = givenTwice.map((path) => {
    const variable = labelIn(variables, path.replace(/\..*/, ''));
    return `"${path}" is given twice, by the variable ${variable} and by the useFactory of asProvider(). Give it in one place.`;
  });
  const label = (option: string): string =>
    isAbsent(given[option]) ? labelIn(variables, option) : `"${option}"`;
  resolveOptions(options, account, label, problems);
  return options;
}
