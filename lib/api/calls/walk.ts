import { PageIterationError } from '../../errors/page-iteration.error.js';
import type { ApiCallOptions } from './call-options.js';
import type { Page, PageContent } from './page.js';

/** Asks for the page at a cursor, or for the first page. */
export type AskForPage<T> = (cursor: string | undefined, options?: ApiCallOptions) => Promise<PageContent<T>>;

/** Walks from page to page, in one direction. */
export class Walk<T> {
  /** The cursors that were used, each with the number of the page that it led away from. */
  readonly #visited = new Map<string, number>();

  /** @param start the cursor with which the list begins, if the caller has given one */
  constructor(
    private readonly operation: string,
    private readonly direction: 'after' | 'before',
    start: unknown,
    private readonly ask: AskForPage<T>,
  ) {
    if (typeof start === 'string') this.#visited.set(start, 0);
  }

  page(content: PageContent<T>, number = 1): Page<T> {
    return { ...content, nextPage: (options) => this.#next(content, number, options) };
  }

  async #next(page: PageContent<T>, number: number, options?: ApiCallOptions): Promise<Page<T> | undefined> {
    const isBackwards = this.direction === 'before';
    if (!(isBackwards ? page.hasPreviousPage : page.hasNextPage)) return undefined;
    const cursor = isBackwards ? page.startCursor : page.endCursor;
    if (cursor === undefined) throw this.#stalled('gives no cursor for it');
    // The next page of a page may be asked for more than once.
    if ((this.#visited.get(cursor) ?? number) !== number)
      throw this.#resumable(this.#stalled('gives a cursor for it that was used before'), cursor);
    this.#visited.set(cursor, number);
    try {
      return this.page(await this.ask(cursor, options), number + 1);
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
