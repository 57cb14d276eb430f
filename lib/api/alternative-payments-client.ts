import type { ApiCallOptions } from './calls/call-options.js';
import type { ApiPromise } from './calls/api-promise.js';
import type { Checkout } from './groups/checkout.js';
import type { Customers } from './groups/customers.js';
import type { Invoices } from './groups/invoices.js';
import type { PaymentMethods } from './groups/payment-methods.js';
import type { PaymentRequests } from './groups/payment-requests.js';
import type { Payments } from './groups/payments.js';
import type { Payouts } from './groups/payouts.js';
import type { Webhooks } from './groups/webhooks.js';
import type { RawRequest } from './calls/request.js';

// The members are declared apart, so that a fake need only have those that its test uses.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the module hands out a client that has them all
export interface AlternativePaymentsClient {
  readonly customers: Customers;
  readonly invoices: Invoices;
  readonly paymentRequests: PaymentRequests;
  readonly payments: Payments;
  readonly payouts: Payouts;
  readonly paymentMethods: PaymentMethods;
  readonly webhooks: Webhooks;
  readonly checkout: Checkout;

  /**
   * Sends a request for which there is no method. It goes the way of all others, and fails with the same
   * errors, but nothing is known of its answer.
   *
   * @throws InvalidArgumentError for a path that would be read as another one
   *
   * @example
   * const report = await api.request<Report>({ method: 'GET', path: '/reports', query: { year: 2027 } });
   */
  request<T = unknown>(request: RawRequest, options?: ApiCallOptions): ApiPromise<T>;
}

/**
 * The Alternative Payments API with a method for each of its operations. Every call goes through the
 * `HttpService` of the account, with its token, its rate budget, its retries and its timeouts.
 *
 * Field names are those of the API. A call that fails rejects with an error of this package, such as
 * `ApiNotFoundError` or `CallTimedOutError`. How surely an operation is known stands in its documentation:
 * what is `@experimental` was not stated by the vendor.
 *
 * @example
 * constructor(private readonly api: AlternativePaymentsClient) {}
 *
 * async openInvoices() {
 *   for await (const invoice of this.api.invoices.list({ status: 'open' })) console.log(invoice.total);
 * }
 */
export abstract class AlternativePaymentsClient {}
