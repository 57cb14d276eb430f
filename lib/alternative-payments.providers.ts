import { HttpService } from '@nestjs/axios';
import type { Provider } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Account } from './account/account.js';
import { AlternativePaymentsTenants } from './tenants/tenants.js';
import { openAccount } from './account/account.factory.js';
import { Shutdown } from './account/shutdown.js';
import {
  getTenantsToken,
  getHttpServiceToken,
  getTokenServiceToken,
  isDefaultAccount,
} from './alternative-payments.tokens.js';
import { accountName } from './config/account-name.js';
import type { AlternativePaymentsModuleOptions } from './config/options.js';
import type { ResolvedOptions } from './config/resolved-options.js';
import { concealing, withRedactedPrint } from './config/redacted-print.js';
import { resolveOptions } from './config/resolve-options.js';
import { createHttpService } from './http/http-service.factory.js';
import { InvalidRegistrationError } from './errors/invalid-registration.error.js';
import { RegistrationGuard } from './registration-guard.js';
import { TokenService } from './token/token.service.js';

/** Under which each core module keeps the options of its account, to itself. */
export const OPTIONS = 'ALTERNATIVE_PAYMENTS:OPTIONS';

/** The same, checked and with every default filled in. */
const RESOLVED_OPTIONS = 'ALTERNATIVE_PAYMENTS:RESOLVED_OPTIONS';

/** The accounts of the registration's tenants, under the same token whatever the name of the registration is. */
export const TENANT_ACCOUNTS = 'ALTERNATIVE_PAYMENTS:TENANT_ACCOUNTS';

/** The registry of the host's ScheduleModule, or one of our own. */
const SCHEDULER = 'ALTERNATIVE_PAYMENTS:SCHEDULER';

/** The services of an account, under its own tokens and, for the default account, by class. */
export function accountProviders(name?: string): Provider[] {
  return [
    {
      provide: RESOLVED_OPTIONS,
      inject: [OPTIONS],
      useFactory: (options: AlternativePaymentsModuleOptions) =>
        concealing(resolveOptions(options, accountName(name)), ['http'], 'by name'),
    },
    {
      provide: SCHEDULER,
      inject: [{ token: SchedulerRegistry, optional: true }],
      // Importing ScheduleModule to have a registry for sure would run every job of the host twice.
      useFactory: (scheduler = new SchedulerRegistry()) => scheduler,
    },
    {
      provide: Shutdown,
      inject: [RESOLVED_OPTIONS],
      useFactory: ({ calls }: ResolvedOptions) => new Shutdown(calls.timeoutMs),
    },
    {
      provide: Account,
      inject: [RESOLVED_OPTIONS, SCHEDULER, Shutdown],
      useFactory: openAccount,
    },
    {
      provide: TENANT_ACCOUNTS,
      inject: [OPTIONS, RESOLVED_OPTIONS, SCHEDULER, Shutdown],
      useFactory: (
        options: AlternativePaymentsModuleOptions,
        resolved: ResolvedOptions,
        scheduler: SchedulerRegistry,
        shutdown: Shutdown,
      ) => new AlternativePaymentsTenants(options, resolved, scheduler, shutdown),
    },
    { provide: getTenantsToken(name), useExisting: TENANT_ACCOUNTS },
    {
      provide: RegistrationGuard,
      inject: [ModulesContainer],
      useFactory: (modules: ModulesContainer) => {
        const guard = new RegistrationGuard(accountName(name), modules);
        guard.refuseLazyLoading();
        return guard;
      },
    },
    {
      provide: getTokenServiceToken(name),
      inject: [Account],
      useFactory: (account: Account) => account.tokenService,
    },
    {
      provide: getHttpServiceToken(name),
      inject: [Account],
      useFactory: (account: Account) => createHttpService(account.options, account.requests),
    },
    ...(isDefaultAccount(name)
      ? [
          { provide: TokenService, useExisting: getTokenServiceToken() },
          { provide: AlternativePaymentsTenants, useExisting: TENANT_ACCOUNTS },
        ]
      : []),
  ];
}

/** The provider that the builder made for the options, such that no print of Nest's container shows a secret. */
export function withRedactedOptions(provider: Provider): Provider {
  if (!('provide' in provider) || provider.provide !== OPTIONS) return provider;
  if ('useValue' in provider) {
    return { ...provider, useValue: withRedactedPrint(provider.useValue as never, 'by name') };
  }
  if (!('useFactory' in provider)) return provider;
  const { useFactory } = provider;
  return {
    ...provider,
    useFactory: async (...given: never[]) =>
      withRedactedPrint((await useFactory(...given)) as never, 'by name'),
  };
}

/** What of an account the whole application may inject: never the plain `HttpService`. */
export function accountExports(
  name?: string,
): Array<string | typeof TokenService | typeof AlternativePaymentsTenants> {
  return [
    getTokenServiceToken(name),
    getHttpServiceToken(name),
    getTenantsToken(name),
    ...(isDefaultAccount(name) ? [TokenService, AlternativePaymentsTenants] : []),
  ];
}

/** The plain `HttpService` of whoever imports the façade. */
export function httpServiceAlias(name?: string): Provider {
  return aliasOf(HttpService, getHttpServiceToken(name), name);
}

/** `TokenService` by class of whoever imports the façade. */
export function tokenServiceAlias(name?: string): Provider {
  return aliasOf(TokenService, getTokenServiceToken(name), name);
}

/** `AlternativePaymentsTenants` by class of whoever imports the façade. */
export function tenantsAlias(name?: string): Provider {
  return aliasOf(AlternativePaymentsTenants, getTenantsToken(name), name);
}

/** Like `useExisting`, but says what to do where the account was never registered. */
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
