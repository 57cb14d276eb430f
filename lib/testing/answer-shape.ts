import { badRequest } from './http-error.js';
import type { Page } from './pagination.js';
import { type Reply, json } from './reply.js';

/**
 * Another shape of a successful answer. It changes lists only, except for `'no-content'`.
 *
 * - `'no-content'`: status 204 without a body, as one client expects it of operations that delete.
 * - `'nested-pagination'`: the fields of the page in an object `pagination`, as the vendor's guide shows them.
 * - `'bare-array'`: the items alone.
 * - `'stalled-cursor'`: always another page, whose cursor is the one that was sent.
 * - `'ended-cursor'`: 400 for every `after` and `before`. The vendor does not say how long a cursor lives.
 */
export type AnswerShape =
  'no-content' | 'nested-pagination' | 'bare-array' | 'stalled-cursor' | 'ended-cursor';

type Reshaping = (page: Page<unknown>, query: URLSearchParams) => Reply;

const RESHAPING: Readonly<Record<AnswerShape, Reshaping>> = {
  'no-content': noContent,
  'nested-pagination': ({ data, ...pagination }) => json(200, { data, pagination }),
  'bare-array': ({ data }) => json(200, data),
  'stalled-cursor': (page, query) => json(200, stall(page, query)),
  'ended-cursor': (page, query) => {
    const ended = ['after', 'before'].find((name) => query.has(name));
    if (ended === undefined) return json(200, page);

    return badRequest('invalid cursor', { [ended]: 'is not a cursor of this list' }).toReply();
  },
};

/** The names of all shapes. */
export const ANSWER_SHAPES: readonly string[] = Object.keys(RESHAPING);

/** The answer in another shape. Refusals, and answers that cannot have the shape, stay as they are. */
export function reshape(reply: Reply, shape: AnswerShape, query: URLSearchParams): Reply {
  if (reply.status >= 300) return reply;

  if (shape === 'no-content') return noContent();

  const page = readPage(reply);
  return page ? RESHAPING[shape](page, query) : reply;
}

function noContent(): Reply {
  return { status: 204, headers: {}, body: '' };
}

function stall(page: Page<unknown>, query: URLSearchParams): Page<unknown> {
  const before = query.get('before');
  if (before !== null) return { ...page, start_cursor: before, has_previous_page: true };

  return { ...page, end_cursor: query.get('after') ?? page.end_cursor, has_next_page: true };
}

function readPage(reply: Reply): Page<unknown> | undefined {
  if (!reply.headers['content-type']?.startsWith('application/json')) return undefined;

  const answer = JSON.parse(reply.body) as Partial<Page<unknown>>;
  return Array.isArray(answer.data) ? (answer as Page<unknown>) : undefined;
}
