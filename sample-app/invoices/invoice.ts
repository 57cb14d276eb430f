/** A line of an invoice. `amount` is in decimal dollars, not cents. */
export interface InvoiceLine {
  readonly description: string;
  readonly amount: number;
  readonly quantity?: number;
}

/** What the API needs to open an invoice. */
export interface NewInvoice {
  readonly customer_id: string;
  /** A plain date such as `2027-01-31`. */
  readonly due_date: string;
  readonly currency?: string;
  readonly line_items: readonly InvoiceLine[];
}

/** An invoice as the API answers it. The words of `status` may grow. */
export interface Invoice {
  readonly id: string;
  readonly customer_id: string;
  readonly status: string;
  readonly total: number;
  readonly due_date: string;
}
