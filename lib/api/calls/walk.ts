import { PageIterationError, type PageIterationFacts } from '../../errors/page-iteration.error.js';
import type { ApiCallOptions } from './call-options.js';
import type { Direction, Page, PageContent } from './page.js';

/** Asks for the page at a cursor. */
type AskForPage<T> = (cursor: string, options?: ApiCallOptions) => Promise<PageContent<T>>;

/** The cursors that led to a page, the latest first. A page may be left more than once, each time elsewhere. */
interface Trail {
  readonly cursor: string;
  readonly before: Trail | undefined;
}

/** Walks from page to page, in one direction. */
export class Walk<T> {
  readonly #start: Trail | undefined;

  /**
   * @param facts tells which list it is, for errors
   * @param start the cursor with which the list begins, if the caller has given one
   */
  constructor(
    private readonly facts: () => PageIterationFacts,
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
    return this.page(await this.ask(cursor, options), { cursor, before: trail });
  }

  #stalled(what: string): PageIterationError {
    return new PageIterationError(
      this.facts(),
      `the API says that another page follows, and ${what}`,
      'The pages up to this one are complete; what follows them may be found by "created_at_start".',
    );
  }
}

/** Tells with an error of a page where the walk can go on. */
export function resumable(error: unknown, direction: Direction, cursor: unknown): unknown {
  if (!(error instanceof Error) || typeof cursor !== 'string') return error;
  return Object.assign(error, { [direction === 'after' ? 'resumeAfter' : 'resumeBefore']: cursor });
}

function includes(trail: Trail | undefined, cursor: string): boolean {
  for (let step = trail; step !== undefined; step = step.before) if (step.cursor === cursor) return true;
  return false;
}
