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

/** What no variable can say. */
export interface AlternativePaymentsConfigExtras<Injected extends unknown[]> {
  /** Modules that export what `inject` lists. */
  imports?: ModuleMetadata['imports'];
  /** Tokens of what the factory gets, in the order of its parameters; `{ token, optional: true }` may be missing. */
  inject?: FactoryProvider['inject'];
  /**
   * Returns, or promises, options that the variables leave out. An option that both give is an error; of `pacing`, `http`
   * and `tokenRequest` each may give a part.
   */
  useFactory?: (
    ...injected: Injected
  ) => AlternativePaymentsModuleOptions | Promise<AlternativePaymentsModuleOptions>;
}

/** What `AlternativePaymentsModule.forRootAsync()` takes, beside a name. */
export interface AlternativePaymentsConfigProvider {
  imports: NonNullable<ModuleMetadata['imports']>;
  inject: NonNullable<FactoryProvider['inject']>;
  useFactory: FactoryProvider<AlternativePaymentsModuleOptions>['useFactory'];
}

/** What `registerAs` makes: a factory of options that also carries its key and `asProvider()`. */
export type AlternativePaymentsConfig = (() => AlternativePaymentsModuleOptions) &
  ConfigFactoryKeyHost<AlternativePaymentsModuleOptions> & {
    /**
     * The options from the variables, and those that a factory returns.
     *
     * @throws InvalidRegistrationError if there is something to inject and no function that gets it
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
 * Configuration namespace `alternativePayments` of `@nestjs/config`: the options of the default account
 * from the variables `ALTERNATIVE_PAYMENTS_ENVIRONMENT` or `_BASE_URL`, `_CLIENT_ID`, `_CLIENT_SECRET`, and
 * optionally `_WARM_UP`, `_SCOPE`, `_PACING` (`false`), `_TIMEOUT_MS` and `_ALLOW_INSECURE_HTTP`.
 *
 * @throws InvalidOptionsError while the application starts, naming each variable that is missing or wrong
 *
 * @example
 * AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider())
 */
export const alternativePaymentsConfig: AlternativePaymentsConfig = namespaceOf(DEFAULT_ACCOUNT);

/**
 * The same for a named account: `eu-1` reads `ALTERNATIVE_PAYMENTS_EU_1_CLIENT_ID` and so on. Whatever is no letter
 * or digit becomes an underscore, so `eu-1` and `eu_1` read the same variables.
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
  /** The variables alone, of which a factory may still make something whole. */
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
  // registerAs() makes properties that cannot be replaced, so that they are put on another function.
  const properties = { ...Object.getOwnPropertyDescriptors(whole), asProvider: { value: asProvider } };
  return Object.defineProperties(() => whole(), properties) as AlternativePaymentsConfig;
}

/** @throws InvalidOptionsError that names what is wrong by its variable or, if the factory gave it, by the option */
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
