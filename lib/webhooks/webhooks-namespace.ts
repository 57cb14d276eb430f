import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { type ConfigFactoryKeyHost, registerAs } from '@nestjs/config';
import { accountName, DEFAULT_ACCOUNT } from '../config/account-name.js';
import { isAbsent, isPlainObject, kindOf } from '../config/values.js';
import { InvalidOptionsError } from '../errors/invalid-options.error.js';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';
import { withConcealedSecrets } from './concealed-options.js';
import { secretsOf, secretsVariable } from './webhook-secrets.js';
import type { AlternativePaymentsWebhooksOptions } from './webhooks-options.js';

/** Options that no variable can hold. */
export interface AlternativePaymentsWebhooksConfigExtras<Injected extends unknown[]> {
  /** Modules that export the providers that `inject` lists. */
  imports?: ModuleMetadata['imports'];
  /**
   * Injection tokens of the factory's parameters, in their order. `{ token, optional: true }` may be missing.
   */
  inject?: FactoryProvider['inject'];
  /**
   * Returns options that the variables leave out, such as `store` or `handOver`, or a promise of them. Secrets
   * that both give are an error.
   */
  useFactory?: (
    ...injected: Injected
  ) => AlternativePaymentsWebhooksOptions | Promise<AlternativePaymentsWebhooksOptions>;
}

/** The result of `asProvider()`, which `AlternativePaymentsWebhooksModule.forRootAsync()` takes. */
export interface AlternativePaymentsWebhooksConfigProvider {
  imports: NonNullable<ModuleMetadata['imports']>;
  inject: NonNullable<FactoryProvider['inject']>;
  useFactory: FactoryProvider<AlternativePaymentsWebhooksOptions>['useFactory'];
}

/** The result of `registerAs`: a factory of options that also carries its key and `asProvider()`. */
export type AlternativePaymentsWebhooksConfig = (() => AlternativePaymentsWebhooksOptions) &
  ConfigFactoryKeyHost<AlternativePaymentsWebhooksOptions> & {
    /**
     * Combines the secrets from the variable with what a factory returns.
     *
     * @throws InvalidRegistrationError if something is to be injected but no `useFactory` receives it
     *
     * @example
     * AlternativePaymentsWebhooksModule.forRootAsync(
     *   alternativePaymentsWebhooksConfig.asProvider({
     *     inject: [REDIS],
     *     useFactory: (redis: Redis) => ({ store: new RedisDeliveryStore(redis) }),
     *   }),
     * )
     */
    asProvider<Injected extends unknown[]>(
      extras?: AlternativePaymentsWebhooksConfigExtras<Injected>,
    ): AlternativePaymentsWebhooksConfigProvider;
  };

/**
 * Configuration namespace `alternativePaymentsWebhooks` of `@nestjs/config`. It reads the secrets of the
 * default account from the variable `ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS`, separated by commas, the newest
 * first.
 *
 * @throws InvalidOptionsError while the application starts, naming the variable if it is wrong
 *
 * @example
 * AlternativePaymentsWebhooksModule.forRootAsync(alternativePaymentsWebhooksConfig.asProvider())
 */
export const alternativePaymentsWebhooksConfig: AlternativePaymentsWebhooksConfig =
  namespaceOf(DEFAULT_ACCOUNT);

/**
 * Configuration namespace for the webhooks of a named account: `eu-1` reads
 * `ALTERNATIVE_PAYMENTS_EU_1_WEBHOOK_SECRETS`.
 *
 * @throws InvalidRegistrationError if the name cannot be used
 *
 * @example
 * AlternativePaymentsWebhooksModule.forRootAsync({
 *   account: 'eu-1',
 *   path: 'webhooks/eu-1',
 *   ...alternativePaymentsWebhooksConfigFor('eu-1').asProvider(),
 * })
 */
export function alternativePaymentsWebhooksConfigFor(name: string): AlternativePaymentsWebhooksConfig {
  const account = accountName(name);
  return account === DEFAULT_ACCOUNT ? alternativePaymentsWebhooksConfig : namespaceOf(account);
}

function namespaceOf(account: string): AlternativePaymentsWebhooksConfig {
  const name = 'alternativePaymentsWebhooks';
  const namespace = registerAs(account === DEFAULT_ACCOUNT ? name : `${name}:${account}`, () =>
    withConcealedSecrets({ secrets: secretsIn(account) }, 'spread'),
  );
  const asProvider = <Injected extends unknown[]>(
    extras: AlternativePaymentsWebhooksConfigExtras<Injected> = {},
  ): AlternativePaymentsWebhooksConfigProvider => {
    const { imports = [], inject = [], useFactory } = extras;
    if (typeof useFactory !== 'function' && (useFactory !== undefined || inject.length > 0)) {
      throw new InvalidRegistrationError(
        'asProvider() needs a function as "useFactory", which gets what "inject" lists and returns further options.',
      );
    }
    const provider = namespace.asProvider();
    return {
      imports: [...provider.imports, ...imports],
      inject: [...provider.inject, ...inject],
      useFactory: async (fromVariable: AlternativePaymentsWebhooksOptions, ...injected: Injected) =>
        useFactory === undefined
          ? fromVariable
          : combined(account, fromVariable, await useFactory(...injected)),
    };
  };
  // The properties that registerAs() makes cannot be replaced, so they are copied to another function.
  const properties = { ...Object.getOwnPropertyDescriptors(namespace), asProvider: { value: asProvider } };
  return Object.defineProperties(() => namespace(), properties) as AlternativePaymentsWebhooksConfig;
}

/** An empty variable counts as not given, and whether secrets are required depends on the registration. */
function secretsIn(account: string): readonly string[] | undefined {
  const variable = secretsVariable(account);
  const text = process.env[variable];
  if (isAbsent(text)) return undefined;
  const { value, problem } = secretsOf(text?.split(/ *, */));
  if (problem === undefined) return value;
  throw new InvalidOptionsError(account, [`${variable} cannot be used; ${problem}`], 'webhook options');
}

function combined(
  account: string,
  fromVariable: AlternativePaymentsWebhooksOptions,
  given: AlternativePaymentsWebhooksOptions,
): AlternativePaymentsWebhooksOptions {
  if (!isPlainObject(given)) {
    throw new InvalidOptionsError(
      account,
      [`The useFactory of asProvider() returned ${kindOf(given)}. Return an object, such as { store }.`],
      'webhook options',
    );
  }
  const options: AlternativePaymentsWebhooksOptions = given;
  if (isAbsent(options.secrets)) return { ...options, secrets: fromVariable.secrets };
  if (fromVariable.secrets === undefined) return options;
  throw new InvalidOptionsError(
    account,
    [
      `"secrets" are given twice, by the variable ${secretsVariable(account)} and by the useFactory of asProvider(). Give them in one place.`,
    ],
    'webhook options',
  );
}
