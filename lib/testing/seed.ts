import type { InvoiceLineItem } from './resources/invoice-lines.js';

/** An initial customer: the body of a `POST /customers`, and what only the vendor can fill in. */
export interface CustomerSeed {
  /** An id of your own; a random one by default. */
  id?: string;
  name: string;
  email: string;
  legal_name?: string;
  external_id?: string;
  ein?: string;
  street_address?: string;
  sub_premise?: string;
  city?: string;
  state?: string;
  postal_code?: string;
  country?: string;
}

/** An initial invoice: the body of a `POST /invoices`, and what only the vendor can fill in. */
export interface InvoiceSeed {
  /** An id of your own; a random one by default. */
  id?: string;
  /** The `id` of an initial customer. */
  customer_id: string;
  /** @default 'USD' */
  currency?: string;
  /** A plain date, such as `2027-01-31`. */
  due_date: string;
  memo?: string;
  line_items: readonly (Pick<InvoiceLineItem, 'amount'> & Partial<InvoiceLineItem>)[];
}

/** An initial payment of an initial invoice. One that has succeeded makes the invoice `paid`. */
export interface PaymentSeed {
  /** An id of your own; a random one by default. */
  id?: string;
  /** The `id` of an initial invoice. */
  invoice_id: string;
  /** @default 'card' */
  payment_method?: 'card' | 'standard_ach';
  /** @default 'succeeded' */
  status?: 'pending' | 'succeeded' | 'failed';
}

/** What a simulator holds when it starts. */
export interface SimulatorSeed {
  customers?: readonly CustomerSeed[];
  invoices?: readonly InvoiceSeed[];
  payments?: readonly PaymentSeed[];
}
