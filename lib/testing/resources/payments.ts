import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { type Page, PAGE_QUERY, mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Invoice } from './invoices.js';

/** A payment as the API shows it. It names neither its invoice nor its type; only the filters know them. */
export interface Payment {
  id: string;
  customer_id: string;
  /** RFC 3339 time. */
  created_at: string;
  due_date: string;
  /** `card` or `standard_ach`; both words are hearsay. */
  payment_method: string;
  /** `pending`, `succeeded` or `failed`. The vendor does not publish its own words. */
  status: string;
  /** Dollars; negative for a refund. */
  sub_total: number;
  /** Dollars; negative for a refund. */
  total: number;
  fees: object[];
}

/** A payment with what the API does not show of it. */
export interface StoredPayment {
  id: string;
  invoiceId: string;
  /** The payment that this one refunds. */
  refundOf?: string;
  shown: Payment;
}

const FILTERS = ['type', 'status', 'payment_method', 'customer_id', 'invoice_id'];

/** The payments of customers. */
export class Payments {
  readonly collection = new Collection<StoredPayment>('payment', 'pay');

  readonly routes: Route[] = [
    {
      method: 'GET',
      path: '/payments',
      query: [...PAGE_QUERY, ...FILTERS, 'created_at_start', 'created_at_end'],
      handle: (call) => this.list(call),
    },
    {
      method: 'GET',
      path: '/payments/{id}',
      handle: (call) => json(200, this.collection.get(call.id).shown),
    },
  ];

  /** Adds a pending payment of an invoice. */
  add(invoice: Invoice, method: string, id = this.collection.newId()): StoredPayment {
    const shown = {
      id,
      customer_id: invoice.customer_id,
      created_at: new Date().toISOString(),
      due_date: invoice.due_date,
      payment_method: method,
      status: 'pending',
      sub_total: invoice.sub_total,
      total: invoice.total,
      fees: [],
    };
    return this.collection.add({ id, invoiceId: invoice.id, shown });
  }

  /** Adds the refund of a payment. */
  addRefund(payment: StoredPayment): StoredPayment {
    const { shown, invoiceId } = payment;
    const id = this.collection.newId();
    const created_at = new Date().toISOString();
    const refund = { ...shown, id, created_at, sub_total: -shown.sub_total, total: -shown.total };
    return this.collection.add({ id, invoiceId, refundOf: payment.id, shown: refund });
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
      ({ refundOf, invoiceId, shown }) =>
        filters.equal('type', refundOf === undefined ? 'payment' : 'refund') &&
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
