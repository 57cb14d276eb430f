import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Input } from '../input.js';
import { readCents } from '../money.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import { paymentPage } from './payment-page.js';

/** A one-off hosted checkout as the API shows it. */
export interface PaymentRequest {
  id: string;
  reference_id: string;
  redirect_url: string;
  /** `pending`, `paid`, `expired` or `cancelled`. */
  status: string;
  /** The page for the payer: a page of the simulator with a button that pays. */
  url: string;
}

/** The one-off hosted checkouts. */
export class PaymentRequests {
  private readonly collection = new Collection<PaymentRequest>('payment request', 'pr');

  readonly routes: Route[] = [
    {
      method: 'POST',
      path: '/payments/request',
      body: ['amount', 'currency', 'redirect_url', 'reference_id'],
      handle: (call) => this.create(call),
    },
    {
      method: 'GET',
      path: '/payments/request/{id}',
      handle: (call) => json(200, this.find(call.id)),
    },
  ];

  /** @throws HttpError 404 if there is no such payment request */
  find(id: string): PaymentRequest {
    return this.collection.get(id);
  }

  /** @throws Error if there is no such pending payment request */
  end(id: string, status: 'paid' | 'expired' | 'cancelled'): PaymentRequest {
    const request = this.collection.demand(id);
    if (request.status !== 'pending')
      throw new Error(`The payment request "${id}" cannot be ${status}: it is ${request.status}.`);

    request.status = status;
    return request;
  }

  private create(call: Call): Reply {
    const input = new Input(call.json());
    const amount = input.required('amount');
    const id = this.collection.newId();
    const request = {
      id,
      reference_id: input.optional('reference_id'),
      redirect_url: input.required('redirect_url'),
      status: 'pending',
      url: `http://${paymentPage('paymentRequest', id, call)}`,
    };
    input.optional('currency');
    // Whether it counts dollars or cents is not known, so that both are taken.
    if (!((readCents(amount) ?? 0) > 0))
      input.refuse('amount', 'must be a positive amount with at most two decimals, written as a string');

    if (!URL.canParse(request.redirect_url)) input.refuse('redirect_url', 'must be an absolute URL');

    input.check();
    // Creation answers with 200 here, not with 201.
    return json(200, this.collection.add(request));
  }
}
