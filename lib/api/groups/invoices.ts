import type { ApiCallOptions } from '../calls/call-options.js';
import type { ApiPromise } from '../calls/api-promise.js';
import type { Calls } from '../calls/calls.js';
import type { PagePromise } from '../calls/page-promise.js';
import type { CreateInvoice, Invoice, InvoiceListParams, Link } from '../types/index.js';
import { entity, entityOrNothing, link } from '../calls/answers.js';

/** Invoices that the partner's customers pay. */
export interface Invoices {
  /**
   * Lists invoices. It needs the scope `invoices:read`.
   *
   * @example
   * const open = await api.invoices.list({ status: 'open' }).toArray({ max: 500 });
   */
  list(params?: InvoiceListParams, options?: ApiCallOptions): PagePromise<Invoice>;

  /**
   * Reads one invoice. It probably needs the scope `invoices:read`.
   *
   * @throws ApiNotFoundError if there is none with that id in this environment
   */
  get(id: string, options?: ApiCallOptions): ApiPromise<Invoice>;

  /**
   * Creates an invoice. It probably needs the scope `invoices:write`. It is never sent again by itself, because
   * the API would create a second invoice. If `isOutcomeUnknown(error)`, look for the invoice before you try
   * again.
   *
   * The amounts of the lines are decimal dollars, and are checked to the cent. Write `quantity: 1`, since it is
   * not known whether `amount` is per unit.
   *
   * @throws InvalidArgumentError for an amount that is no whole number of cents, or a day that is none
   *
   * @example
   * await api.invoices.create({
   *   customer_id: customer.id,
   *   currency: 'USD',
   *   due_date: '2027-01-31',
   *   line_items: [{ description: 'Support in January', amount: '129.50', quantity: 1 }],
   * });
   */
  create(invoice: CreateInvoice, options?: ApiCallOptions): ApiPromise<Invoice>;

  /**
   * Archives an invoice. It probably needs the scope `invoices:write`. Where the API answers without the
   * invoice, the result is `undefined`.
   *
   * @experimental The path is known from other clients only.
   */
  archive(id: string, options?: ApiCallOptions): ApiPromise<Invoice | undefined>;

  /**
   * The address of the page on which the invoice is paid. It probably needs the scope `invoices:read`. The API
   * may leave out the scheme; the result has `https://` then. How long it works is not known, so ask for it
   * when it is needed.
   */
  paymentLink(id: string, options?: ApiCallOptions): ApiPromise<Link>;

  /**
   * The signed address of the invoice as PDF. It probably needs the scope `invoices:read`. Do not log it: it
   * opens the invoice for everyone who has it.
   *
   * @experimental The path is known from other clients only.
   */
  pdfLink(id: string, options?: ApiCallOptions): ApiPromise<Link>;
}

export function invoices(calls: Calls): Invoices {
  return {
    list: (query, options) => calls.list('invoices.list', { query }, options),
    get: (id, options) => calls.send('invoices.get', { ids: { id } }, entity<Invoice>, options),
    create: (body, options) => calls.send('invoices.create', { body }, entity<Invoice>, options),
    archive: (id, options) =>
      calls.send('invoices.archive', { ids: { id } }, entityOrNothing<Invoice>, options),
    paymentLink: (id, options) => calls.send('invoices.paymentLink', { ids: { id } }, link, options),
    pdfLink: (id, options) => calls.send('invoices.pdfLink', { ids: { id } }, link, options),
  };
}
