import type { Open } from './open.js';
import type { DecimalAmount } from './amounts.js';
import type { Instant, PageParams } from './page-params.js';

/** The known states of an invoice. Unconfirmed: one client has these words, and the vendor publishes none. */
export const INVOICE_STATUSES = ['open', 'paid', 'overdue', 'archived'] as const;

/** State of an invoice. */
export type InvoiceStatus = Open<(typeof INVOICE_STATUSES)[number]>;

/**
 * An invoice to a customer. Stated in the vendor's reference, which promises no field to be present. It names
 * neither what is still due nor the payment that settled it.
 */
export interface Invoice {
  readonly id: string;
  readonly invoice_number?: string;
  readonly customer_id?: string;
  /** For example `USD`. */
  readonly currency?: string;
  readonly status?: InvoiceStatus;
  readonly memo?: string;
  /** The day by which it is to be paid. The reference states no format. */
  readonly due_date?: string;
  /** Time of creation. The reference states no format. */
  readonly created_at?: string;
  /** When the customer was last reminded. The reference states no format. */
  readonly last_notification_at?: string;
  /** Dollars; see {@link InvoiceLineItem.amount}. */
  readonly sub_total?: number;
  /** Dollars; see {@link InvoiceLineItem.amount}. */
  readonly total?: number;
  readonly line_items?: readonly InvoiceLineItem[];
}

/** A line of an invoice. Stated in the vendor's reference. */
export interface InvoiceLineItem {
  readonly description?: string;
  /**
   * Dollars, with decimals. Observed on the live service; the reference states no unit. Unconfirmed: whether it
   * is the price of one or of the whole line where `quantity` is above 1.
   */
  readonly amount?: number;
  readonly quantity?: number;
}

/** A new invoice. Stated in the vendor's reference, which requires nothing; an invoice without these is none. */
export interface CreateInvoice {
  customer_id: string;
  /** The reference shows `USD` only, and does not say whether it may be left out. */
  currency?: Open<'USD'>;
  /** The day by which it is to be paid, as `YYYY-MM-DD`. A `Date` is no day: which one depends on the time zone. */
  due_date: string;
  line_items: readonly CreateInvoiceLineItem[];
}

/** A line of a new invoice. Stated in the vendor's reference. */
export interface CreateInvoiceLineItem {
  description?: string;
  /** Dollars, and never cents. */
  amount: DecimalAmount;
  /**
   * A whole number. Write 1 and put the sum into `amount`, because it is unconfirmed whether `amount` is the
   * price of one or of the whole line.
   */
  quantity: number;
}

/** Filters of invoices. Stated in the vendor's reference. */
export interface InvoiceListParams extends PageParams {
  customer_id?: string;
  status?: InvoiceStatus;
  created_at_start?: Instant;
  created_at_end?: Instant;
  due_date_start?: Instant;
  due_date_end?: Instant;
}

/**
 * An address to open. Observed on the live service. It opens what it leads to for everybody who has it, and how
 * long it works is unknown.
 */
export interface Link {
  readonly url: string;
}
