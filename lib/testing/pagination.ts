import type { Collection } from './collection.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { badRequest } from './http-error.js';

/** A page of a list. */
export interface Page<T> {
  data: T[];
  start_cursor: string;
  end_cursor: string;
  has_next_page: boolean;
  has_previous_page: boolean;
}

/** The query parameters of every list. */
export const PAGE_QUERY: readonly string[] = ['limit', 'after', 'before'];

const DEFAULT_LIMIT = 100;

/**
 * The page that `limit`, `after` and `before` ask for, in order of creation.
 *
 * @throws HttpError 400 for an invalid limit or cursor
 */
export function paginate<T extends { id: string }>(
  collection: Collection<T>,
  query: URLSearchParams,
  matches: (item: T) => boolean,
): Page<T> {
  const limit = readLimit(query);
  const after = readCursor(collection, query, 'after') ?? -1;
  const before = readCursor(collection, query, 'before') ?? collection.items.length;
  const all = collection.items
    .map((item, position) => ({ item, position }))
    .filter(({ item }) => matches(item));
  const first = all.filter(({ position }) => position <= after).length;
  const end = all.filter(({ position }) => position < before).length;
  // Going backwards, the page is the one right before the cursor, not the first of the list.
  const backwards = query.has('before') && !query.has('after');
  const from = backwards ? Math.max(first, end - limit) : first;
  const to = backwards ? end : Math.max(first, Math.min(end, first + limit));
  const data = all.slice(from, to).map(({ item }) => item);
  return {
    data,
    start_cursor: cursorOf(data.at(0)),
    end_cursor: cursorOf(data.at(-1)),
    has_next_page: to < all.length,
    has_previous_page: from > 0,
  };
}

/** Converts the items of a page to the form in which they are sent. */
export function mapPage<T, U>(page: Page<T>, show: (item: T) => U): Page<U> {
  return { ...page, data: page.data.map(show) };
}

/** The query with its `limit` lowered to the maximum. An invalid one stays as it is, and is refused later. */
export function capLimit(query: URLSearchParams, maximum: number): URLSearchParams {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit <= maximum) return query;

  const capped = new URLSearchParams(query);
  capped.set('limit', String(maximum));
  return capped;
}

function cursorOf(item: { id: string } | undefined): string {
  return item ? encodeCursor(item.id) : '';
}

function readLimit(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1)
    throw badRequest('invalid limit', { limit: 'must be a positive integer' });

  return limit;
}

function readCursor<T extends { id: string }>(
  collection: Collection<T>,
  query: URLSearchParams,
  name: string,
): number | undefined {
  const cursor = query.get(name);
  if (cursor === null) return undefined;

  const position = collection.position(decodeCursor(cursor) ?? '');
  if (position === undefined) throw badRequest('invalid cursor', { [name]: 'is not a cursor of this list' });

  return position;
}
