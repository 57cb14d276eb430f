import { HttpModule, HttpService } from '@nestjs/axios';
import { Logger } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { getHttpServiceToken } from './alternative-payments.tokens.js';
import { accountName } from './config/account-name.js';
import { InvalidRegistrationError } from './errors/invalid-registration.error.js';

/** @throws InvalidRegistrationError if more than one registration has the name */
export function refuseDuplicate(modules: ModulesContainer, name?: string): void {
  const owners = [...modules.values()].filter((module) => module.providers.has(getHttpServiceToken(name)));
  if (owners.length < 2) return;
  throw new InvalidRegistrationError(
    `The Alternative Payments account "${accountName(name)}" is registered ${owners.length} times. ` +
      'Call forRoot() or forRootAsync() once, in the root module; feature modules import plain AlternativePaymentsModule ' +
      'or AlternativePaymentsModule.forFeature(name). Give further accounts a "name" of their own.',
  );
}

type NestModule = NonNullable<ReturnType<ModulesContainer['get']>>;

/**
 * Warns once of each module that imports both our façade and an `HttpModule`: which `HttpService` it gets
 * depends on their order.
 *
 * @param asker the module that asks; of several accounts only the first one speaks
 */
export function warnOfRivals(modules: ModulesContainer, asker: object): void {
  const all = [...modules.values()];
  if (all.find((module) => module.metatype === asker.constructor)?.instance !== asker) return;
  for (const importer of all) {
    // Global modules count among everybody's imports; explicit ones win over them as intended.
    const rivals = [...importer.imports].filter(
      (module) => !module.isGlobal && providesPlainHttpService(module),
    );
    const winner = rivals[0];
    if (winner === undefined || !rivals.some(isFacade) || rivals.every(isFacade)) continue;
    new Logger('AlternativePaymentsModule').warn(
      `${importer.name} imports both ${winner.name} and ${rivals.find((one) => isFacade(one) !== isFacade(winner))?.name}. ` +
        `A plain HttpService there is that of ${winner.name}, which is imported first` +
        `${isFacade(winner) ? '' : ', and carries no Alternative Payments token'}. ` +
        'Use @InjectHttpService() for ours: it means the same everywhere.',
    );
  }
}

function providesPlainHttpService(module: NestModule): boolean {
  return module.metatype === HttpModule || isFacade(module);
}

/** A façade is what exports an `HttpService` that is made of one of ours. */
function isFacade(module: NestModule): boolean {
  const inject = module.providers.get(HttpService)?.inject as Array<{ token?: unknown }> | undefined;
  return inject?.some(({ token }) => String(token).startsWith('ALTERNATIVE_PAYMENTS:')) ?? false;
}
