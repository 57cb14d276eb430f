import type { Invoices } from './invoices.js';
import type { Payments, StoredPayment } from './payments.js';
import type { WebhookEvents } from './webhook-events.js';

/** What becomes of payments after they were started. */
export class PaymentCourse {
  constructor(
    private readonly invoices: Invoices,
    private readonly payments: Payments,
    private readonly events: WebhookEvents,
  ) {}

  /** @throws Error if there is no such open invoice */
  start(invoiceId: string, method: string, id?: string): StoredPayment {
    return this.payments.add(this.invoices.demandOpen(invoiceId), method, id);
  }

  /** Pays an invoice at once, as a card does. */
  pay(invoiceId: string): StoredPayment {
    return this.settle(this.start(invoiceId, 'card').id);
  }

  settle(id: string): StoredPayment {
    const payment = this.demand(id, 'pending', 'settled');
    this.invoices.markPaid(payment.invoiceId);
    return this.change(payment, 'succeeded', 'payment_succeeded');
  }

  fail(id: string): StoredPayment {
    return this.change(this.demand(id, 'pending', 'failed'), 'failed', 'payment_failed');
  }

  /** Takes the money of a payment back, so that its invoice is open again. */
  takeBack(id: string, deed: string, topic: string): StoredPayment {
    const payment = this.demand(id, 'succeeded', deed);
    this.invoices.reopen(payment.invoiceId);
    return this.change(payment, 'failed', topic);
  }

  refund(id: string): StoredPayment {
    const payment = this.demand(id, 'succeeded', 'refunded');
    if (this.payments.collection.items.some(({ refundOf }) => refundOf === id))
      throw new Error(`The payment "${id}" cannot be refunded: it is refunded already.`);

    this.tell('payment_refunded', payment);
    return this.payments.addRefund(payment);
  }

  private demand(id: string, status: string, deed: string): StoredPayment {
    const payment = this.payments.collection.demand(id);
    const actual = payment.refundOf === undefined ? payment.shown.status : 'a refund';
    if (actual !== status) throw new Error(`The payment "${id}" cannot be ${deed}: it is ${actual}.`);

    return payment;
  }

  private change(payment: StoredPayment, status: string, topic: string): StoredPayment {
    payment.shown.status = status;
    this.tell(topic, payment);
    return payment;
  }

  private tell(topic: string, { id, invoiceId, shown }: StoredPayment): void {
    this.events.record(topic, id, { ...shown, invoice_id: invoiceId });
  }
}
