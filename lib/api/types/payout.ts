import type { Open } from './open.js';
import type { Instant, PageParams } from './page-params.js';

/** The known states of a payout. Stated in the vendor's reference. Payment requests spell one of them `cancelled`. */
export const PAYOUT_STATUSES = [
  'unspecified',
  'creating',
  'processing',
  'analyzing',
  'succeeded',
  'scheduled',
  'approved',
  'canceled',
  'pending',
  'failed',
] as const;

/** State of a payout. */
export type PayoutStatus = Open<(typeof PAYOUT_STATUSES)[number]>;

/** The known kinds of a fee on a payout. Stated in the vendor's reference. */
export const PAYOUT_FEE_TYPES = ['unspecified', 'late_payment', 'product', 'method'] as const;

/** Kind of a fee on a payout. */
export type PayoutFeeType = Open<(typeof PAYOUT_FEE_TYPES)[number]>;

/** A transfer of collected money to you. Stated in the vendor's reference. */
export interface Payout {
  readonly id: string;
  readonly customer_id?: string;
  /** When the money arrives at your bank. The reference states no format. */
  readonly arrival_date?: string;
  /** Time of creation. The reference states no format. */
  readonly created_at?: string;
  readonly status?: PayoutStatus;
  /** Unconfirmed: dollars, as on invoices. */
  readonly sub_total?: number;
  /** Unconfirmed: dollars, as on invoices. */
  readonly total?: number;
  readonly fees?: readonly PayoutFee[];
}

/** A fee on a payout. Stated in the vendor's reference. */
export interface PayoutFee {
  readonly name?: string;
  /** Unconfirmed: dollars, as on invoices. */
  readonly amount?: number;
  readonly covered_by_customer?: boolean;
  readonly type?: PayoutFeeType;
}

/** Filters of payouts. Stated in the vendor's reference. The two dates have other names than in the other lists. */
export interface PayoutListParams extends PageParams {
  status?: PayoutStatus;
  customer_id?: string;
  invoice_id?: string;
  start_date?: Instant;
  end_date?: Instant;
}
