import { type Operation, OPERATIONS } from './operations.js';
import { kindOf, type Place, refuse } from './fields.js';

/** Control characters, which servers and proxies read in different ways, and halves of characters. */
const UNUSABLE = /[\p{Cc}\p{Cs}]/u;

const PATHS: readonly string[] = Object.values(OPERATIONS).map(({ path }) => path);

/**
 * What other paths have in the place of a parameter, by the path before it. An id that is such a word would
 * lead to another operation.
 */
const WORDS: ReadonlyMap<string, readonly string[]> = new Map(
  PATHS.flatMap((path) => [...path.matchAll(/\{/g)].map(({ index }) => path.slice(0, index))).map(
    (before) => [
      before,
      PATHS.filter((path) => path.startsWith(before)).map(
        (path) => path.slice(before.length).split('/')[0] ?? '',
      ),
    ],
  ),
);

/**
 * The path of an operation with its parameters filled in.
 *
 * @throws InvalidArgumentError for an id that would lead to another path, which may do something else
 */
export function pathOf(
  operation: string,
  { path }: Pick<Operation, 'path'>,
  ids: Readonly<Record<string, unknown>>,
): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string, index: number) =>
    segmentOf(ids[name], WORDS.get(path.slice(0, index)) ?? [], { operation, argument: name }),
  );
}

function segmentOf(id: unknown, words: readonly string[], place: Place): string {
  if (typeof id !== 'string' || id.trim() === '') return refuse(place, 'an id given as text', kindOf(id));
  if (id === '.' || id === '..') return refuse(place, 'an id', 'a step within the path');
  if (words.includes(id)) return refuse(place, 'an id', 'the name of another operation');
  if (UNUSABLE.test(id)) return refuse(place, 'an id', 'a text with characters that no path can hold');
  return encodeURIComponent(id);
}

/**
 * Checks the path of a request for which the client has no method.
 *
 * @throws InvalidArgumentError for a path that would be read as another one
 */
export function rawPath(path: unknown): string {
  const place = { operation: 'request', argument: 'path' };
  if (typeof path !== 'string' || !/^\/(?!\/)/.test(path))
    return refuse(place, 'a path that begins with one slash, such as /customers', kindOf(path));
  if (UNUSABLE.test(path) || /[\\#]/.test(path))
    return refuse(place, 'a path', 'a text with characters that no path can hold');
  const [segments = ''] = path.split('?');
  if (segments.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment)))
    return refuse(place, 'a path without the steps "." and ".."', 'one with such a step');
  return path;
}
