import type { Call } from '../call.js';
import { Input } from '../input.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Invoices } from './invoices.js';
import type { PaymentCourse } from './payment-course.js';
import type { PaymentMethods } from './payment-methods.js';
import type { StoredPayment } from './payments.js';

/**
 * Charging a stored payment method. The operation is hearsay, and of its body only `idempotency_key` is known
 * to anyone. Everything else is assumed: `payment_method_id` names a method of the customer of the invoice
 * that `invoice_id` names; a card pays at once, a bank account leaves the payment pending; and a repeated key
 * gives the same payment, whatever else the body says. Other fields are ignored, and are not called unknown.
 */
export class Charges {
  private readonly paymentsByKey = new Map<string, StoredPayment>();

  readonly routes: Route[] = [
    { method: 'POST', path: '/payments', body: 'anything', handle: (call) => this.create(call) },
  ];

  constructor(
    private readonly invoices: Invoices,
    private readonly methods: PaymentMethods,
    private readonly course: PaymentCourse,
  ) {}

  private create(call: Call): Reply {
    const input = new Input(call.json());
    const key = input.required('idempotency_key');
    const earlier = this.paymentsByKey.get(key);
    const payment = earlier ?? this.charge(input);
    this.paymentsByKey.set(key, payment);
    return json(201, payment.shown);
  }

  private charge(input: Input): StoredPayment {
    const invoice = this.invoices.collection.find(input.required('invoice_id'));
    const type = this.methods.typeOf(invoice?.customer_id, input.required('payment_method_id'));
    if (invoice?.status !== 'open') input.refuse('invoice_id', 'is not an open invoice');

    if (type === undefined) input.refuse('payment_method_id', 'is not a method of the customer');

    input.check();
    const id = String(invoice?.id);
    return type === 'CARD' ? this.course.pay(id) : this.course.start(id, 'standard_ach');
  }
}
