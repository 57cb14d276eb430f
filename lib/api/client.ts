import { AlternativePaymentsClient } from './alternative-payments-client.js';
import { anything } from './calls/answers.js';
import type { ApiCallOptions } from './calls/call-options.js';
import type { ApiPromise } from './calls/api-promise.js';
import { Calls } from './calls/calls.js';
import { checkout, type Checkout } from './groups/checkout.js';
import { customers, type Customers } from './groups/customers.js';
import { invoices, type Invoices } from './groups/invoices.js';
import { paymentMethods, type PaymentMethods } from './groups/payment-methods.js';
import { paymentRequests, type PaymentRequests } from './groups/payment-requests.js';
import { payments, type Payments } from './groups/payments.js';
import { payouts, type Payouts } from './groups/payouts.js';
import { webhooks, type Webhooks } from './groups/webhooks.js';
import type { RawRequest } from './calls/request.js';
import type { Route } from './calls/route.js';

/**
 * Creates a client.
 *
 * @param route says where a call goes. It is asked once for each call, and once for each list
 */
export function createClient(route: () => Route): AlternativePaymentsClient {
  return new RoutedClient(new Calls(route));
}

class RoutedClient extends AlternativePaymentsClient {
  override readonly customers: Customers;
  override readonly invoices: Invoices;
  override readonly paymentRequests: PaymentRequests;
  override readonly payments: Payments;
  override readonly payouts: Payouts;
  override readonly paymentMethods: PaymentMethods;
  override readonly webhooks: Webhooks;
  override readonly checkout: Checkout;

  constructor(private readonly calls: Calls) {
    super();
    this.customers = customers(calls);
    this.invoices = invoices(calls);
    this.paymentRequests = paymentRequests(calls);
    this.payments = payments(calls);
    this.payouts = payouts(calls);
    this.paymentMethods = paymentMethods(calls);
    this.webhooks = webhooks(calls);
    this.checkout = checkout(calls);
  }

  override request<T = unknown>(request: RawRequest, options?: ApiCallOptions): ApiPromise<T> {
    return this.calls.sendRaw(request, anything<T>, options);
  }
}
