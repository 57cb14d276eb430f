import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from './router.js';

/**
 * The query parameters and body fields of a request that its operation does not have. A field in a nested
 * object is named by its path, such as `line_items.unit_amount`.
 */
export function unknownNames(
  route: Route,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  body: string,
): string[] {
  const parameters = route.query ?? [];
  const inQuery = [...query.keys()].filter((name) => !parameters.includes(name));
  const fields = route.body ?? [];
  const inBody = fields === 'anything' ? [] : namesIn(contentOf(headers, body), fields);
  return [...new Set([...inQuery, ...inBody])];
}

function namesIn(value: unknown, known: readonly string[], path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => namesIn(item, known, path));

  if (typeof value !== 'object' || value === null) return [];

  return Object.entries(value).flatMap(([key, inner]) => {
    const name = path + key;
    return known.includes(name) ? namesIn(inner, known, `${name}.`) : [name];
  });
}

function contentOf(headers: IncomingHttpHeaders, body: string): unknown {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(body));

  try {
    return JSON.parse(body);
  } catch {
    return undefined; // A body that cannot be read has no names, and the operation refuses it.
  }
}
