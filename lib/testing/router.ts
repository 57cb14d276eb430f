import type { Call } from './call.js';
import { methodNotAllowed } from './http-error.js';
import { pathPattern } from './path-pattern.js';
import { type Reply, text } from './reply.js';

/** One operation of the API. */
export interface Route {
  method: string;
  path: string;
  /** The query parameters that it has; none by default. */
  query?: readonly string[];
  /** The fields of its body, those of nested objects by their path; none by default. */
  body?: readonly string[] | 'anything';
  /**
   * `'open'` operations check the caller themselves, and `'local'` ones serve this machine alone. All others
   * require the bearer token of an API key.
   */
  access?: 'open' | 'local';
  handle(call: Call): Reply | Promise<Reply>;
}

/** The route of a request and the parameters in its path. */
export interface RouteMatch {
  route: Route;
  params: string[];
}

/** Finds the route of a request. */
export class Router {
  private readonly entries: { route: Route; pattern: RegExp }[];

  constructor(routes: Route[]) {
    this.entries = routes.map((route) => ({ route, pattern: pathPattern(route.path) }));
  }

  find(method: string, path: string): RouteMatch | undefined {
    for (const { route, pattern } of this.entries) {
      const found = route.method === method ? pattern.exec(path) : null;
      if (found) return { route, params: found.slice(1).map(decode) };
    }
    return undefined;
  }

  /** The answer to a request that has no route: 405 if only the method is unknown. */
  refusal(path: string): Reply {
    const others = this.entries.filter(({ pattern }) => pattern.test(path));
    if (others.length === 0) return text(404, '404 page not found');

    return methodNotAllowed(others.map(({ route }) => route.method)).toReply();
  }
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
