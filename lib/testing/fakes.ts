import { apiPromise, type ApiAnswer, type ApiPromise } from '../api/calls/api-promise.js';
import type { Page } from '../api/calls/page.js';
import { pagePromise, type PagePromise } from '../api/calls/page-promise.js';

/**
 * What a fake of a client's method returns for an answer.
 *
 * @example
 * const api = { customers: { get: () => answerOf({ id: 'cus_1', name: 'Acme' }) } };
 */
export function answerOf<T>(value: T): ApiPromise<T> {
  return apiPromise(Promise.resolve(value), () => Promise.resolve(whole(value)));
}

/**
 * What a fake of a client's method returns for a list. Iterating over it gives the items and ends.
 *
 * @param options.hasNextPage whether the page says that another one follows; there is none in any case
 *
 * @example
 * const api = { invoices: { list: () => pageOf([{ id: 'inv_1', total: 100 }]) } };
 */
export function pageOf<T>(
  items: readonly T[],
  { hasNextPage = false }: { readonly hasNextPage?: boolean } = {},
): PagePromise<T> {
  const page: Page<T> = {
    data: items,
    hasNextPage,
    hasPreviousPage: false,
    startCursor: undefined,
    endCursor: undefined,
    nextPage: () => Promise.resolve(undefined),
  };
  const facts = { operation: 'pageOf', account: 'default' };
  return pagePromise(
    Promise.resolve(page),
    () => Promise.resolve(whole(page)),
    () => facts,
  );
}

function whole<T>(data: T): ApiAnswer<T> {
  return { data, status: 200, headers: {}, requestId: undefined };
}
