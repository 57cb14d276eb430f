import { isCalendarDay } from '../calendar.js';
import type { Call, JsonObject } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { Input } from '../input.js';
import { PAGE_QUERY, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import type { Customers } from './customers.js';
import { type InvoiceLineItem, LINE_FIELDS, readLines, totalOf } from './invoice-lines.js';
import { paymentPage } from './payment-page.js';
import type { WebhookEvents } from './webhook-events.js';

/** An invoice as the API shows it. */
export interface Invoice {
  id: string;
  invoice_number: string;
  customer_id: string;
  currency: string;
  /** `open`, `paid` or `archived`. The vendor does not publish its own words. */
  status: string;
  memo: string;
  /** A plain date, such as `2027-01-31`. */
  due_date: string;
  /** RFC 3339 time. */
  created_at: string;
  last_notification_at: string;
  /** Dollars. */
  sub_total: number;
  /** Dollars. */
  total: number;
  line_items: InvoiceLineItem[];
}

const FILTERS = [
  'customer_id',
  'status',
  'created_at_start',
  'created_at_end',
  'due_date_start',
  'due_date_end',
];

const FIELDS = ['customer_id', 'currency', 'due_date', 'line_items'];

/** The vendor's reference shows the first; its browser kit knows both. */
const CURRENCIES = ['USD', 'CAD'];

/**
 * The invoices to customers. Assumed: dollars where no currency is given, numbers that count up, and no taxes
 * or fees between `sub_total` and `total`.
 */
export class Invoices {
  readonly collection = new Collection<Invoice>('invoice', 'inv');

  readonly routes: Route[] = [
    {
      method: 'GET',
      path: '/invoices',
      query: [...PAGE_QUERY, ...FILTERS],
      handle: (call) => this.list(call),
    },
    {
      method: 'POST',
      path: '/invoices',
      body: [...FIELDS, ...LINE_FIELDS],
      handle: (call) => json(201, this.create(call.json())),
    },
    { method: 'GET', path: '/invoices/{id}', handle: (call) => json(200, this.collection.get(call.id)) },
    { method: 'DELETE', path: '/invoices/{id}', handle: (call) => this.archive(call) },
    { method: 'GET', path: '/invoices/{id}/payment-link', handle: (call) => this.paymentLink(call) },
  ];

  constructor(
    private readonly customers: Customers,
    private readonly events: WebhookEvents,
  ) {}

  /** @throws Error if there is no such open invoice */
  demandOpen(id: string): Invoice {
    const invoice = this.collection.demand(id);
    if (invoice.status !== 'open')
      throw new Error(`The invoice "${id}" cannot be paid: it is ${invoice.status}.`);

    return invoice;
  }

  /** @throws Error if there is no such open invoice */
  markPaid(id: string): void {
    const invoice = this.demandOpen(id);
    invoice.status = 'paid';
    this.events.record('invoice_paid', id, invoice);
  }

  /** Opens a paid invoice again. One that was archived meanwhile stays so. */
  reopen(id: string): void {
    const invoice = this.collection.demand(id);
    if (invoice.status === 'paid') invoice.status = 'open';
  }

  /**
   * Adds an invoice. Seeds can give more than requests can: the id and the memo.
   *
   * @throws HttpError 400 or 422
   */
  create(body: JsonObject): Invoice {
    const input = new Input(body);
    const lines = readLines(body['line_items'], input);
    const invoice = {
      id: input.optional('id') || this.collection.newId(),
      invoice_number: `INV-${1001 + this.collection.items.length}`,
      customer_id: input.required('customer_id'),
      currency: input.optional('currency') || 'USD',
      status: 'open',
      memo: input.optional('memo'),
      due_date: input.required('due_date'),
      created_at: new Date().toISOString(),
      last_notification_at: '',
      sub_total: totalOf(lines),
      total: totalOf(lines),
      line_items: lines,
    };
    this.refuseNonsense(invoice, input);
    input.check();
    this.collection.add(invoice);
    this.events.record('invoice_created', invoice.id, invoice);
    return invoice;
  }

  private refuseNonsense(invoice: Invoice, input: Input): void {
    if (!this.customers.collection.find(invoice.customer_id))
      input.refuse('customer_id', 'is not a known customer');

    if (!isCalendarDay(invoice.due_date))
      input.refuse('due_date', 'must be a day of the calendar, such as 2027-01-31');

    if (!CURRENCIES.includes(invoice.currency))
      input.refuse('currency', `must be one of ${CURRENCIES.join(', ')}`);
  }

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const isCreatedThen = filters.period('created_at_start', 'created_at_end');
    const isDueThen = filters.period('due_date_start', 'due_date_end');
    // Lists leave archived invoices out, as they do archived customers; here, a client can still ask for
    // them.
    const showsArchived = call.query.get('status') === 'archived';
    const page = paginate(
      this.collection,
      call.query,
      (invoice) =>
        (showsArchived || invoice.status !== 'archived') &&
        filters.equal('status', invoice.status) &&
        filters.equal('customer_id', invoice.customer_id) &&
        isCreatedThen(invoice.created_at) &&
        isDueThen(invoice.due_date),
    );
    return json(200, page);
  }

  private archive(call: Call): Reply {
    const invoice = this.collection.get(call.id);
    if (invoice.status !== 'archived') {
      invoice.status = 'archived';
      this.events.record('invoice_archived', invoice.id, invoice);
    }
    return json(200, invoice);
  }

  private paymentLink(call: Call): Reply {
    const { id } = this.collection.get(call.id);
    // The address has no scheme, like the partner-branded addresses of the vendor.
    return json(200, { url: paymentPage('invoice', id, call) });
  }
}
