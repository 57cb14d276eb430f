import { PageIterationError } from '../errors/page-iteration.error.js';
import type { ApiCallOptions } from './call-options.js';
import type { Direction, Page, PageContent } from './page.js';

/** Asks for the page at a cursor, or for the first page. */
type AskForPage<T> = (cursor: string | undefined, options?: ApiCallOptions) => Promise<PageContent<T>>;

/** The cursors that led to a page, the latest first. A page may be left more than once, each time elsewhere. */
interface Trail {
  readonly cursor: string;
  readonly before: Trail | undefined;
}

/** Walks from page to page, in one direction. */
export class Walk<T> {
  readonly #start: Trail | undefined;

  /** @param start the cursor with which the list begins, if the caller has given one */
  constructor(
    private readonly operation: string,
    private readonly direction: Direction,
    start: unknown,
    private readonly ask: AskForPage<T>,
  ) {
    this.#start = typeof start === 'string' ? { cursor: start, before: undefined } : undefined;
  }

  page(content: PageContent<T>, trail = this.#start): Page<T> {
    return { ...content, nextPage: (options) => this.#next(content, trail, options) };
  }

  async #next(
    page: PageContent<T>,
    trail: Trail | undefined,
    options?: ApiCallOptions,
  ): Promise<Page<T> | undefined> {
    const isBackwards = this.direction === 'before';
    if (!(isBackwards ? page.hasPreviousPage : page.hasNextPage)) return undefined;
    const cursor = isBackwards ? page.startCursor : page.endCursor;
    if (cursor === undefined) throw this.#stalled('gives no cursor for it');
    if (includes(trail, cursor)) throw this.#stalled('gives a cursor for it that was used before');
    try {
      return this.page(await this.ask(cursor, options), { cursor, before: trail });
    } catch (error) {
      throw this.#resumable(error, cursor);
    }
  }

  #stalled(what: string): PageIterationError {
    return new PageIterationError(
      `${this.operation}: the API says that another page follows, and ${what}. The pages up to this one are complete.`,
    );
  }

  /** Tells with the error where the walk can go on. */
  #resumable(error: unknown, cursor: string): unknown {
    const name = this.direction === 'after' ? 'resumeAfter' : 'resumeBefore';
    return error instanceof Error ? Object.assign(error, { [name]: cursor }) : error;
  }
}

function includes(trail: Trail | undefined, cursor: string): boolean {
  for (let step = trail; step !== undefined; step = step.before) if (step.cursor === cursor) return true;
  return false;
}
