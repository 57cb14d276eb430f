import { isPlainObject } from '../../config/values.js';
import type { Result } from '../../errors/result.js';
import type { ApiCallOptions } from './call-options.js';

/** One page of a list. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Opaque. Give it as `before` to list what precedes this page. */
  readonly startCursor: string | undefined;
  /** Opaque. Give it as `after` to list what follows this page. */
  readonly endCursor: string | undefined;

  /**
   * The page that comes next in the direction of the list, which is backwards if it was asked for with
   * `before`. It is `undefined` after the last page. This page does not change.
   *
   * @param options options of this call, in place of those of the list. Its `extraQuery` stays
   * @throws PageIterationError if the API says that there is a page but gives no new cursor
   */
  nextPage(options?: ApiCallOptions): Promise<Page<T> | undefined>;
}

/** Whether a list is walked forwards, by `after`, or backwards, by `before`. */
export type Direction = 'after' | 'before';

/** What says whether another page follows, and what leads there. */
const FIELDS = {
  after: ['has_next_page', 'end_cursor'],
  before: ['has_previous_page', 'start_cursor'],
} as const;

/** What an answer says of a page. */
export interface PageContent<T> {
  readonly data: readonly T[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | undefined;
  readonly endCursor: string | undefined;
}

/**
 * Reads a page. The vendor's reference has the cursors beside `data` and its guides have them in
 * `pagination`; for lists of which the reference says nothing, a bare array may come.
 *
 * @param direction where the list goes on. An answer that has a cursor for it must say whether a page follows
 */
export function readPage<T>(body: unknown, direction: Direction): Result<PageContent<T>, string> {
  if (Array.isArray(body)) return { value: content(body as T[], {}) };
  if (!isPlainObject(body)) return { problem: 'it is no list' };
  const { data, pagination } = body;
  // Servers written in Go send null for an empty list.
  const rows = data === null ? [] : data;
  if (!Array.isArray(rows)) return { problem: 'it has no list "data"' };
  const cursors = 'has_next_page' in body || !isPlainObject(pagination) ? body : pagination;
  const [flag, cursor] = FIELDS[direction];
  if (typeof cursors[flag] !== 'boolean' && cursorOf(cursors[cursor]) !== undefined)
    return { problem: `it has "${cursor}" but does not say in "${flag}" whether another page follows` };
  return { value: content(rows as T[], cursors) };
}

function content<T>(data: readonly T[], cursors: Readonly<Record<string, unknown>>): PageContent<T> {
  return {
    data,
    hasNextPage: cursors['has_next_page'] === true,
    hasPreviousPage: cursors['has_previous_page'] === true,
    startCursor: cursorOf(cursors['start_cursor']),
    endCursor: cursorOf(cursors['end_cursor']),
  };
}

function cursorOf(given: unknown): string | undefined {
  return typeof given === 'string' && given !== '' ? given : undefined;
}
