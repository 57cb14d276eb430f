import type { Call } from './call.js';
import { methodNotAllowed } from './http-error.js';
import { pathPattern } from './path-pattern.js';
import type { Reply } from './reply.js';

/** One operation of the API. */
export interface Route {
  method: string;
  path: string;
  /** `'open'` operations check the caller themselves. All others require the bearer token of an API key. */
  access?: 'open';
  handle(call: Call): Reply;
}

/** The route of a request and the id in its path. */
interface RouteMatch {
  route: Route;
  id: string;
}

/** Finds the route of a request. */
export class Router {
  private readonly entries: { route: Route; pattern: RegExp }[];

  constructor(routes: Route[]) {
    this.entries = routes.map((route) => ({ route, pattern: pathPattern(route.path) }));
  }

  /**
   * @returns undefined if the path is unknown
   * @throws HttpError 405 if only the method is unknown
   */
  find(method: string, path: string): RouteMatch | undefined {
    const allowed: string[] = [];
    for (const { route, pattern } of this.entries) {
      const found = pattern.exec(path);
      if (found && route.method === method) return { route, id: decode(found[1] ?? '') };

      if (found) allowed.push(route.method);
    }
    if (allowed.length > 0) throw methodNotAllowed(allowed);

    return undefined;
  }
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
