/** Who may pay what in the browser. Observed on the live service. */
export interface CreateCheckoutToken {
  customer_id: string;
  invoice_id: string;
}

/** A token for the vendor's browser SDK that lets one customer pay one invoice. Unconfirmed: the fields come from clients. */
export interface CheckoutToken {
  readonly token: string;
  /** When the token ends. Unconfirmed: whether it is text or a number, and of which unit. */
  readonly expires_at?: string | number;
}

/** An invoice as the holder of a checkout token sees it. Stated in the vendor's reference. */
export interface CheckoutInvoice {
  readonly id: string;
  readonly invoice_number?: string;
  readonly customer_id?: string;
  /** For example `USD`. */
  readonly currency?: string;
  readonly status?: string;
  /** The day by which it is to be paid. The reference states no format. */
  readonly due_date?: string;
  /** Time of creation. The reference states no format. */
  readonly created_at?: string;
  /** Dollars, as on invoices. */
  readonly sub_total?: number;
  /** Dollars, as on invoices. */
  readonly total?: number;
}
