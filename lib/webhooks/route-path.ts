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

/** Whether the path of an address leads to a route. A slash at the end makes no difference. */
export function leadsTo(route: string, endpointUrl: string): boolean {
  const withoutEnd = (path: string): string => path.replace(/\/+$/, '');
  return withoutEnd(new URL(endpointUrl).pathname) === withoutEnd(route);
}

function withSlash(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
