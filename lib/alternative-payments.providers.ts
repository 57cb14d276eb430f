import { type InjectionToken, Logger, type Provider, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Account } from './account/account.js';
import { AlternativePaymentsTenants } from './tenants/tenants.js';
import { openAccount } from './account/account.factory.js';
import { Shutdown } from './account/shutdown.js';
import { isDefaultAccount } from './alternative-payments.tokens.js';
import { accountName } from './config/account-name.js';
import type { AlternativePaymentsModuleOptions } from './config/module-options.js';
import { concealing, withRedactedPrint } from './config/redacted-print.js';
import { type ResolvedOptions, resolveOptions } from './config/resolved-options.js';
import { type Face, FACES, TENANTS } from './faces.js';
import { InvalidRegistrationError } from './errors/invalid-registration.error.js';
import { FACADE, GUARD, RegistrationGuard } from './registration-guard.js';
import { Observation } from './observation/observation.js';
import { getLeasesToken, type Leases, leasesOf, OBSERVER, type Observer } from './wing.js';
import { DEFAULT_POLICY, TOKEN_POLICY, type TokenPolicy } from './token/source/token-policy.js';

/** The token under which each core module privately keeps the options of its account. */
export const OPTIONS = 'ALTERNATIVE_PAYMENTS:OPTIONS';

/** The same options, validated and with every default filled in. */
const RESOLVED_OPTIONS = 'ALTERNATIVE_PAYMENTS:RESOLVED_OPTIONS';

/** The timing of its tokens: the defaults, with the values that a test has changed. */
const POLICY = 'ALTERNATIVE_PAYMENTS:POLICY';

/** The registry of the host's ScheduleModule, or one of our own. */
const SCHEDULER = 'ALTERNATIVE_PAYMENTS:SCHEDULER';

/** What observes the account; undefined if nobody does. */
const OBSERVATION = 'ALTERNATIVE_PAYMENTS:OBSERVATION';

/** Provides the services of an account under its own tokens and, for the default account, by class. */
export function accountProviders(name?: string): Provider[] {
  return [
    {
      provide: RESOLVED_OPTIONS,
      inject: [OPTIONS],
      useFactory: (options: AlternativePaymentsModuleOptions) =>
        concealing(resolveOptions(options, accountName(name)), ['http'], 'by name'),
    },
    { provide: TOKEN_POLICY, useValue: DEFAULT_POLICY },
    {
      provide: POLICY,
      inject: [TOKEN_POLICY],
      useFactory: (given: Partial<TokenPolicy>): TokenPolicy => ({ ...DEFAULT_POLICY, ...given }),
    },
    {
      provide: SCHEDULER,
      inject: [{ token: SchedulerRegistry, optional: true }],
      // We do not import ScheduleModule ourselves, because every job of the host would then run twice.
      useFactory: (scheduler = new SchedulerRegistry()) => scheduler,
    },
    {
      provide: OBSERVATION,
      inject: [{ token: OBSERVER, optional: true }],
      useFactory: (observer?: Observer) =>
        observer && new Observation(observer, new Logger(`AlternativePayments:${accountName(name)}`)),
    },
    {
      provide: Shutdown,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ calls }: ResolvedOptions) => new Shutdown(calls.timeoutMs),
    },
    {
      provide: Account,
      inject: [RESOLVED_OPTIONS, POLICY, SCHEDULER, Shutdown, OBSERVATION],
      useFactory: openAccount,
    },
    {
      provide: TENANTS,
      inject: [OPTIONS, RESOLVED_OPTIONS, POLICY, SCHEDULER, Shutdown, OBSERVATION],
      useFactory: (
        options: AlternativePaymentsModuleOptions,
        resolved: ResolvedOptions,
        policy: TokenPolicy,
        scheduler: SchedulerRegistry,
        shutdown: Shutdown,
        observation?: Observation,
      ) => new AlternativePaymentsTenants(options, resolved, policy, scheduler, shutdown, observation),
    },
    {
      provide: getLeasesToken(name),
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ tokenStore }: ResolvedOptions): Leases | undefined =>
        tokenStore && leasesOf(tokenStore.store),
    },
    {
      provide: GUARD,
      inject: [ModulesContainer],
      useFactory: (modules: ModulesContainer) => {
        const guard = new RegistrationGuard(accountName(name), modules);
        guard.refuseLazyLoading();
        return guard;
      },
    },
    ...FACES.map(({ tokenOf, inject, make }) => ({
      provide: tokenOf(name),
      inject: inject(name),
      useFactory: make as (...parts: unknown[]) => unknown,
    })),
    ...globalClasses(name).map(({ type, tokenOf }) => ({ provide: type, useExisting: tokenOf(name) })),
  ];
}

/** Wraps the builder's provider of the options, so that no print of Nest's container shows a secret. */
export function withRedactedOptions(provider: Provider): Provider {
  if (!('provide' in provider) || provider.provide !== OPTIONS) return provider;
  if ('useValue' in provider)
    return { ...provider, useValue: withRedactedPrint(provider.useValue as never, 'by name') };

  if (!('useFactory' in provider)) return provider;
  const { useFactory } = provider;
  return {
    ...provider,
    useFactory: async (...given: never[]) =>
      withRedactedPrint((await useFactory(...given)) as never, 'by name'),
  };
}

/** What the whole application may inject of an account. The plain `HttpService` is never among it. */
export function accountExports(name?: string): InjectionToken[] {
  const services = [
    ...FACES.map(({ tokenOf }) => tokenOf(name)),
    ...globalClasses(name).map(({ type }) => type),
  ];
  return [...services, getLeasesToken(name)];
}

/** What a module that imports ours may inject by class. */
export function facade(name?: string): { providers: Provider[]; exports: InjectionToken[] } {
  const account = { provide: FACADE, useValue: accountName(name) };
  return {
    providers: [account, ...FACES.map(({ type, tokenOf }) => aliasOf(type as Type, tokenOf(name), name))],
    exports: FACES.map(({ type }) => type),
  };
}

/** Only the default account is injected by class. */
function globalClasses(name?: string): readonly Face[] {
  return isDefaultAccount(name) ? FACES.filter(({ byClass }) => byClass === 'everywhere') : [];
}

/** Works like `useExisting`, but says what to do where the account was never registered. */
function aliasOf<T>(provide: new (...parts: never[]) => T, token: string, name?: string): Provider {
  return {
    provide,
    inject: [{ token, optional: true }],
    useFactory: (service?: T): T => {
      if (service !== undefined) return service;
      const call = isDefaultAccount(name) ? 'forRootAsync({ … })' : `forRootAsync({ name: '${name}', … })`;
      throw new InvalidRegistrationError(
        `A module imports AlternativePaymentsModule for account "${accountName(name)}", which is not registered. ` +
          `Add AlternativePaymentsModule.${call} to the imports of your root module.`,
      );
    },
  };
}
