import type { InjectionToken } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

type NestModule = NonNullable<ReturnType<ModulesContainer['get']>>;

/** Whether a module that provides this is loaded lazily. It is asked while modules are being loaded. */
export function isLoadedLazily(modules: ModulesContainer, token: InjectionToken): boolean {
  const all = [...modules.values()];
  // While an application starts, the root module imports every account. A lazy module has no distance from
  // the root.
  const isEager = (owner: NestModule): boolean =>
    all.some((module) => module.distance > 0 && module.imports.has(owner));
  return !all.filter(({ providers }) => providers.has(token)).every(isEager);
}
