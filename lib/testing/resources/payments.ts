import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { type Page, mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Invoice } from './invoices.js';
import type { WebhookEvents } from './webhook-events.js';

/** A payment as the API shows it. It names neither its invoice nor its type; only the filters know them. */
export interface Payment {
  id: string;
  customer_id: string;
  /** RFC 3339 time. */
  created_at: string;
  due_date: string;
  payment_method: string;
  status: string;
  /** Dollars. */
  sub_total: number;
  /** Dollars. */
  total: number;
  fees: object[];
}

interface StoredPayment {
  id: string;
  type: string;
  invoiceId: string;
  shown: Payment;
}

/** The payments of customers. */
export class Payments {
  private readonly collection = new Collection<StoredPayment>('payment', 'pay');

  readonly routes: Route[] = [
    { method: 'GET', path: '/payments', handle: (call) => this.list(call) },
    {
      method: 'GET',
      path: '/payments/{id}',
      handle: (call) => json(200, this.collection.get(call.id).shown),
    },
  ];

  constructor(private readonly events: WebhookEvents) {}

  /** Records that an invoice was paid. */
  receive(invoice: Invoice): Payment {
    const shown = {
      id: this.collection.newId(),
      customer_id: invoice.customer_id,
      created_at: new Date().toISOString(),
      due_date: invoice.due_date,
      payment_method: 'card',
      status: 'succeeded',
      sub_total: invoice.sub_total,
      total: invoice.total,
      fees: [],
    };
    this.collection.add({ id: shown.id, type: 'payment', invoiceId: invoice.id, shown });
    this.events.record('payment_succeeded', shown.id, { ...shown, invoice_id: invoice.id });
    return shown;
  }

  /** @throws Error if there is no such payment */
  demand(id: string): Payment {
    return this.collection.demand(id).shown;
  }

  invoiceOf(id: string): string {
    return this.collection.demand(id).invoiceId;
  }

  /** Returns a page of these payments. */
  pageOf(ids: readonly string[], query: URLSearchParams): Page<Payment> {
    const page = paginate(this.collection, query, ({ id }) => ids.includes(id));
    return mapPage(page, (stored) => stored.shown);
  }

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const isCreatedThen = filters.period('created_at_start', 'created_at_end');
    const page = paginate(
      this.collection,
      call.query,
      ({ type, invoiceId, shown }) =>
        filters.equal('type', type) &&
        filters.equal('status', shown.status) &&
        filters.equal('payment_method', shown.payment_method) &&
        filters.equal('customer_id', shown.customer_id) &&
        filters.equal('invoice_id', invoiceId) &&
        isCreatedThen(shown.created_at),
    );
    const shown = mapPage(page, (stored) => stored.shown);
    return json(200, shown);
  }
}
