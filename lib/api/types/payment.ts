import type { Open } from './open.js';
import type { Instant, PageParams } from './page-params.js';

/**
 * The known states of a payment. Unconfirmed: clients have these words; the vendor's browser SDK has others,
 * in capitals.
 */
export const PAYMENT_STATUSES = ['succeeded', 'pending', 'failed', 'declined'] as const;

/** State of a payment. */
export type PaymentStatus = Open<(typeof PAYMENT_STATUSES)[number]>;

/** The known directions of a payment. Unconfirmed: a client has these words. */
export const PAYMENT_TYPES = ['payment', 'refund'] as const;

/** Direction of a payment. */
export type PaymentType = Open<(typeof PAYMENT_TYPES)[number]>;

/** The known ways to make a payment. Unconfirmed: a client has these words. */
export const PAYMENT_METHOD_KINDS = ['card', 'standard_ach'] as const;

/** How a payment is made. */
export type PaymentMethodKind = Open<(typeof PAYMENT_METHOD_KINDS)[number]>;

/** The known kinds of a fee on a payment. Stated in the vendor's reference. */
export const PAYMENT_FEE_TYPES = ['FT_LATE_PAYMENT', 'FT_PRODUCT', 'FT_METHOD', 'FT_INTEREST'] as const;

/** Kind of a fee on a payment. */
export type PaymentFeeType = Open<(typeof PAYMENT_FEE_TYPES)[number]>;

/**
 * Money that moves from a customer; older pages of the vendor call it a transaction. Stated in the vendor's
 * reference. It names neither its invoice nor its currency nor its payout: filter payments by `invoice_id`, or
 * read the transactions of the payout.
 */
export interface Payment {
  readonly id: string;
  readonly customer_id?: string;
  /** Time of creation. The reference states no format. */
  readonly created_at?: string;
  /** The reference states no format. */
  readonly due_date?: string;
  readonly payment_method?: PaymentMethodKind;
  readonly status?: PaymentStatus;
  /** Unconfirmed: dollars, as on invoices. */
  readonly sub_total?: number;
  /** Unconfirmed: dollars, as on invoices. */
  readonly total?: number;
  readonly fees?: readonly PaymentFee[];
}

/** A fee on a payment. Stated in the vendor's reference. */
export interface PaymentFee {
  readonly name?: string;
  /** Unconfirmed: dollars, as on invoices. */
  readonly amount?: number;
  readonly covered_by_customer?: boolean;
  readonly type?: PaymentFeeType;
}

/**
 * A charge of a stored payment method. Unconfirmed: only this one field is reported, so everything else goes
 * into `extraBody`, and what the service does with a key that it has seen before is unknown.
 */
export interface CreatePayment {
  idempotency_key: string;
}

/** Filters of payments. Stated in the vendor's reference, without the words that `type`, `status` and `payment_method` take. */
export interface PaymentListParams extends PageParams {
  type?: PaymentType;
  status?: PaymentStatus;
  payment_method?: PaymentMethodKind;
  customer_id?: string;
  invoice_id?: string;
  created_at_start?: Instant;
  created_at_end?: Instant;
}
