import { HttpModule, HttpService } from '@nestjs/axios';
import type { ModulesContainer } from '@nestjs/core';

type NestModule = NonNullable<ReturnType<ModulesContainer['get']>>;
type Wrapper = NonNullable<ReturnType<NestModule['getProviderByKey']>>;

/**
 * Builds the warning for an application that registers an account and then imports Nest's `HttpModule` by
 * habit. There, relative paths fail with "Invalid URL" at the first call.
 *
 * An application may use both. The warning therefore appears only if nothing injects any of our services, yet
 * something injects the `HttpService` of an `HttpModule`.
 *
 * @param isOurs whether a module belongs to this package
 */
export function mistakenImportProblem(
  modules: Iterable<NestModule>,
  isOurs: (module: NestModule) => boolean,
): string | undefined {
  let problem: string | undefined;
  for (const module of modules) {
    if (isOurs(module)) continue;
    for (const user of usersIn(module)) {
      const dependencies = dependenciesOf(user);
      if (dependencies.some(({ host }) => host !== undefined && isOurs(host))) return undefined;
      if (dependencies.some(isOfHttpModule)) problem ??= problemOf(user, module);
    }
  }
  return problem;
}

function usersIn({ providers, controllers, injectables }: NestModule): Wrapper[] {
  return [providers, controllers, injectables].flatMap((collection) => [...collection.values()]) as Wrapper[];
}

function dependenciesOf(user: Wrapper): Wrapper[] {
  const ofConstructor = (user.getCtorMetadata() ?? []) as Array<Wrapper | undefined>;
  const ofProperties = (user.getPropertiesMetadata() ?? []).map(({ wrapper }) => wrapper);
  return [...ofConstructor, ...ofProperties].filter((one) => one !== undefined);
}

function isOfHttpModule({ token, host }: Wrapper): boolean {
  return token === HttpService && host?.metatype === HttpModule;
}

function problemOf(user: Wrapper, module: NestModule): string {
  return (
    `${user.name} in ${module.name} gets the HttpService of Nest's HttpModule, which has neither the address nor the ` +
    'token of Alternative Payments, and nothing in this application uses an Alternative Payments account. If it is to ' +
    `call Alternative Payments, import AlternativePaymentsModule in ${module.name} in place of HttpModule. If it calls ` +
    'another API, import AlternativePaymentsModule where you do call Alternative Payments, and this warning ends.'
  );
}
