import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Input } from '../input.js';
import { mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Customers } from './customers.js';
import type { WebhookEvents } from './webhook-events.js';

interface StoredMethod {
  id: string;
  customerId: string;
  type: string;
}

/** The stored payment methods. Only bank accounts can be added; cards go through the vendor's browser kit. */
export class PaymentMethods {
  private readonly collection = new Collection<StoredMethod>('payment method', 'pm');

  readonly routes: Route[] = [
    { method: 'GET', path: '/customers/{id}/payment-methods', handle: (call) => this.list(call) },
    { method: 'POST', path: '/customers/{id}/payment-methods/bank', handle: (call) => this.addBank(call) },
  ];

  constructor(
    private readonly customers: Customers,
    private readonly events: WebhookEvents,
  ) {}

  private list(call: Call): Reply {
    const customer = this.customers.collection.get(call.id);
    const page = paginate(this.collection, call.query, (method) => method.customerId === customer.id);
    return json(200, mapPage(page, show));
  }

  private addBank(call: Call): Reply {
    const customer = this.customers.collection.get(call.id);
    const input = new Input(call.json());
    input.required('account_number');
    input.check();
    const method = this.collection.add({
      id: this.collection.newId(),
      customerId: customer.id,
      type: 'ACH',
    });
    customer.default_payment_method_id ||= method.id;
    this.events.record('payment_method_added', method.id, show(method));
    return json(201, show(method));
  }
}

function show({ id, type }: StoredMethod): { id: string; type: string } {
  return { id, type };
}
