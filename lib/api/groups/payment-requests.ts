import type { ApiCallOptions } from '../calls/call-options.js';
import type { ApiPromise } from '../calls/api-promise.js';
import type { Calls } from '../calls/calls.js';
import type { CreatePaymentRequest, PaymentRequest } from '../types/index.js';
import { entity } from '../calls/answers.js';

/** One-off payments of a fixed amount on a page of the vendor's. */
export interface PaymentRequests {
  /**
   * Creates a payment request. It needs the scope `payments:write`. It is never sent again by itself.
   *
   * The amount is sent as it is written. Whether the API reads it as dollars or as cents is not known, so try
   * it in the demo environment first.
   *
   * @throws InvalidArgumentError if the amount is not given as text
   */
  create(request: CreatePaymentRequest, options?: ApiCallOptions): ApiPromise<PaymentRequest>;

  /**
   * Reads a payment request. It probably needs the scope `payments:read`. No webhook tells that it was paid, so
   * ask from time to time.
   *
   * @throws ApiNotFoundError if there is none with that id in this environment
   */
  get(id: string, options?: ApiCallOptions): ApiPromise<PaymentRequest>;
}

export function paymentRequests(calls: Calls): PaymentRequests {
  return {
    create: (body, options) =>
      calls.send('paymentRequests.create', { body }, entity<PaymentRequest>, options),
    get: (id, options) => calls.send('paymentRequests.get', { ids: { id } }, entity<PaymentRequest>, options),
  };
}
