import type { ApiCallOptions } from '../calls/call-options.js';
import type { ApiPromise } from '../calls/api-promise.js';
import type { Calls } from '../calls/calls.js';
import type { PagePromise } from '../calls/page-promise.js';
import type { Payment, Payout, PayoutListParams } from '../types/index.js';
import { entity } from '../calls/answers.js';

/** Transfers to the partner's bank account. */
export interface Payouts {
  /** Lists payouts. It needs the scope `payouts:read`. Its dates are `start_date` and `end_date`. */
  list(params?: PayoutListParams, options?: ApiCallOptions): PagePromise<Payout>;

  /**
   * Reads one payout. It probably needs the scope `payouts:read`.
   *
   * @throws ApiNotFoundError if there is none with that id in this environment
   */
  get(id: string, options?: ApiCallOptions): ApiPromise<Payout>;

  /**
   * Lists the payments of a payout. It probably needs the scope `payouts:read`. Neither the shape of the rows
   * nor whether the list has pages is known; it is read either way.
   */
  listTransactions(payoutId: string, options?: ApiCallOptions): PagePromise<Payment>;
}

export function payouts(calls: Calls): Payouts {
  return {
    list: (query, options) => calls.list('payouts.list', { query }, options),
    get: (id, options) => calls.send('payouts.get', { ids: { id } }, entity<Payout>, options),
    listTransactions: (id, options) => calls.list('payouts.listTransactions', { ids: { id } }, options),
  };
}
