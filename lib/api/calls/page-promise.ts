import { InvalidArgumentError } from '../../errors/invalid-argument.error.js';
import { type ApiAnswer, apiPromise, type ApiPromise } from './api-promise.js';
import { PageIterationError, type PageIterationFacts } from '../../errors/page-iteration.error.js';
import type { Page } from './page.js';

/** Collecting more than that is more often an accident than a wish. */
const MOST_ITEMS = 10_000;

/**
 * A list. Awaiting it gives its first page; iterating over it gives all items, page by page. The first request
 * is sent at once and every further one only when its items are needed.
 *
 * @example
 * for await (const invoice of api.invoices.list({ status: 'open' })) console.log(invoice.total);
 */
export interface PagePromise<T> extends ApiPromise<Page<T>>, AsyncIterable<T> {
  /** All pages, one after the other. */
  pages(): AsyncIterable<Page<T>>;

  /** The first `count` items, without a request more than they need. */
  take(count: number): AsyncIterable<T>;

  /**
   * All items in one array.
   *
   * @param options.max how many items there may be at most, 10,000 unless given
   * @throws PageIterationError if there are more. Nothing is cut
   */
  toArray(options?: { readonly max?: number }): Promise<T[]>;
}

/**
 * Adds to the promise of a page what leads from page to page.
 *
 * @param facts tells which list it is, for errors
 */
export function pagePromise<T>(
  first: Promise<Page<T>>,
  answer: () => Promise<ApiAnswer<Page<T>>>,
  facts: () => PageIterationFacts,
): PagePromise<T> {
  async function* walkPages(): AsyncGenerator<Page<T>, void> {
    let page: Page<T> | undefined = await first;
    while (page !== undefined) {
      yield page;
      page = await page.nextPage();
    }
  }

  async function* walkItems(): AsyncGenerator<T, void> {
    for await (const { data } of walkPages()) yield* data;
  }

  async function* takeItems(count: number): AsyncGenerator<T, void> {
    refuseUnlessWhole('take', 'count', count);
    let left = count;
    if (left === 0) return;
    for await (const item of walkItems()) {
      yield item;
      left -= 1;
      if (left === 0) return;
    }
  }

  async function toArray({ max = MOST_ITEMS }: { readonly max?: number } = {}): Promise<T[]> {
    refuseUnlessWhole('toArray', 'max', max);
    const all: T[] = [];
    for await (const item of walkItems()) {
      if (all.length === max) {
        throw new PageIterationError(
          facts(),
          `it has more than ${max} items`,
          'Raise "max", or iterate over the list with "for await".',
        );
      }
      all.push(item);
    }
    return all;
  }

  /** A caller who walks learns of a failure there, which may begin later. */
  const begin = <W>(walk: W): W => {
    first.catch(() => {});
    return walk;
  };
  return Object.assign(apiPromise(first, answer), {
    pages: () => begin(walkPages()),
    take: (count: number) => begin(takeItems(count)),
    toArray: (options?: { readonly max?: number }) => begin(toArray(options)),
    [Symbol.asyncIterator]: () => begin(walkItems()),
  });
}

function refuseUnlessWhole(method: string, argument: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw new InvalidArgumentError(
    `${method}(): "${argument}" must be a whole number from 0, and was ${String(value)}.`,
    argument,
  );
}
