import { RequestMethod } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';

/** The path at which a route is reached, with the global prefix of the application if that applies to it. */
export function routePath(config: ApplicationConfig, path: string): string {
  const own = withSlash(path);
  const prefix = config.getGlobalPrefix();
  const isExcluded = config
    .getGlobalPrefixOptions()
    .exclude?.some(
      ({ pathRegex, requestMethod }) =>
        [RequestMethod.ALL, RequestMethod.POST].includes(requestMethod) && pathRegex.exec(own) !== null,
    );
  return prefix === '' || isExcluded ? own : withSlash(prefix).replace(/\/+$/, '') + own;
}

/** Whether the path of an address leads to a route, whose segments may be parameters such as `:tenant`. */
export function leadsTo(route: string, endpointUrl: string): boolean {
  const wanted = segmentsOf(route);
  const actual = segmentsOf(new URL(endpointUrl).pathname);
  return (
    wanted.length === actual.length &&
    wanted.every((segment, index) => segment.startsWith(':') || segment === actual[index])
  );
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
