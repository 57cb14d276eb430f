import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Payments } from './payments.js';
import type { WebhookEvents } from './webhook-events.js';

/** A transfer of collected money to the partner, as the API shows it. */
export interface Payout {
  id: string;
  customer_id: string;
  /** RFC 3339 time. */
  arrival_date: string;
  /** RFC 3339 time. */
  created_at: string;
  status: string;
  /** Dollars. */
  sub_total: number;
  /** Dollars. */
  total: number;
  fees: object[];
}

interface StoredPayout {
  id: string;
  paymentIds: readonly string[];
  shown: Payout;
}

/** The transfers to the partner. */
export class Payouts {
  private readonly collection = new Collection<StoredPayout>('payout', 'po');

  readonly routes: Route[] = [
    { method: 'GET', path: '/payouts', handle: (call) => this.list(call) },
    { method: 'GET', path: '/payouts/{id}', handle: (call) => json(200, this.collection.get(call.id).shown) },
    { method: 'GET', path: '/payouts/{id}/transactions', handle: (call) => this.transactions(call) },
  ];

  constructor(
    private readonly payments: Payments,
    private readonly events: WebhookEvents,
  ) {}

  /** @throws Error for an unknown payment, an empty list, or payments of several customers */
  transfer(paymentIds: readonly string[]): Payout {
    const payments = paymentIds.map((id) => this.payments.demand(id));
    const [customerId, ...others] = new Set(payments.map((payment) => payment.customer_id));
    if (customerId === undefined || others.length > 0)
      throw new Error('A payout takes the payments of one customer.');

    const cents = payments.reduce((sum, payment) => sum + Math.round(payment.total * 100), 0);
    const now = new Date().toISOString();
    const shown = {
      id: this.collection.newId(),
      customer_id: customerId,
      arrival_date: now,
      created_at: now,
      status: 'succeeded',
      sub_total: cents / 100,
      total: cents / 100,
      fees: [],
    };
    this.collection.add({ id: shown.id, paymentIds: [...paymentIds], shown });
    this.events.record('payout_paid', shown.id, shown);
    return shown;
  }

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const isCreatedThen = filters.period('start_date', 'end_date');
    const page = paginate(
      this.collection,
      call.query,
      ({ paymentIds, shown }) =>
        filters.equal('status', shown.status) &&
        filters.equal('customer_id', shown.customer_id) &&
        paymentIds.some((id) => filters.equal('invoice_id', this.payments.invoiceOf(id))) &&
        isCreatedThen(shown.created_at),
    );
    const shown = mapPage(page, (stored) => stored.shown);
    return json(200, shown);
  }

  private transactions(call: Call): Reply {
    const { paymentIds } = this.collection.get(call.id);
    return json(200, this.payments.pageOf(paymentIds, call.query));
  }
}
