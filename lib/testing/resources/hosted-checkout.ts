import type { Call } from '../call.js';
import { HttpError } from '../http-error.js';
import type { Reply } from '../reply.js';
import type { Route } from '../router.js';
import { CHECKOUT_PATH } from './checkout-path.js';
import type { PaymentRequests } from './payment-requests.js';

/** Where the payer of a payment request is sent. No part of the vendor's API: a page for a person, with a button. */
export class HostedCheckout {
  readonly routes: Route[] = [
    { method: 'GET', path: CHECKOUT_PATH, access: 'open', handle: (call) => this.show(call) },
    { method: 'POST', path: CHECKOUT_PATH, access: 'open', handle: (call) => this.pay(call) },
  ];

  constructor(private readonly paymentRequests: PaymentRequests) {}

  private show(call: Call): Reply {
    const { status } = this.paymentRequests.find(call.id);
    const button = status === 'pending' ? '<form method="post"><button>Pay</button></form>' : '';
    return {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: `<!doctype html><title>Simulated checkout</title><p>This payment request is ${status}.</p>${button}`,
    };
  }

  private pay(call: Call): Reply {
    const request = this.paymentRequests.find(call.id);
    if (request.status !== 'pending')
      throw new HttpError(409, 'conflict', `the payment request is ${request.status}`);
    const { redirect_url: location } = this.paymentRequests.markPaid(call.id);
    return { status: 303, headers: { location }, body: '' };
  }
}
