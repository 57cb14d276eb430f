import type { ApiCallOptions } from '../calls/call-options.js';
import type { ApiPromise } from '../calls/api-promise.js';
import type { Calls } from '../calls/calls.js';
import type { PagePromise } from '../calls/page-promise.js';
import type { CreatePayment, Payment, PaymentListParams } from '../types/index.js';
import { entity } from '../calls/answers.js';

/** Payments that were made, or tried. */
export interface Payments {
  /**
   * Lists payments. It needs the scope `payments:read`. A payment does not name its invoice; the filter
   * `invoice_id` finds the payments of an invoice.
   */
  list(params?: PaymentListParams, options?: ApiCallOptions): PagePromise<Payment>;

  /**
   * Reads one payment. It probably needs the scope `payments:read`.
   *
   * @throws ApiNotFoundError if there is none with that id in this environment
   * @experimental The path is known from other clients only.
   */
  get(id: string, options?: ApiCallOptions): ApiPromise<Payment>;

  /**
   * Charges a stored payment method. It probably needs the scope `payments:write`. It is never sent again by
   * itself: how the API treats a repeated `idempotency_key` is not known.
   *
   * Only the key is known to exist. Give everything else in `extraBody`.
   *
   * @experimental Nobody was seen to use it. Ask the vendor before you do.
   */
  create(payment: CreatePayment, options?: ApiCallOptions): ApiPromise<Payment>;
}

export function payments(calls: Calls): Payments {
  return {
    list: (query, options) => calls.list('payments.list', { query }, options),
    get: (id, options) => calls.send('payments.get', { ids: { id } }, entity<Payment>, options),
    create: (body, options) => calls.send('payments.create', { body }, entity<Payment>, options),
  };
}
