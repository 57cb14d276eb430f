import type { Open } from './open.js';

/** The known states of a payment request. Stated in the vendor's FAQ. Payouts spell the last one `canceled`. */
export const PAYMENT_REQUEST_STATUSES = ['pending', 'paid', 'expired', 'cancelled'] as const;

/** State of a payment request. */
export type PaymentRequestStatus = Open<(typeof PAYMENT_REQUEST_STATUSES)[number]>;

/**
 * A page of the vendor where a fixed amount can be paid once. Stated in the vendor's reference. It names neither
 * the amount nor any time, and no webhook tells of it: ask for it until it is `paid`.
 */
export interface PaymentRequest {
  readonly id: string;
  /** Your own label, unchanged. */
  readonly reference_id?: string;
  /** Where the payer is sent afterwards. */
  readonly redirect_url?: string;
  readonly status?: PaymentRequestStatus;
  /** The page where it is paid. */
  readonly url?: string;
}

/**
 * A new payment request. Stated in the vendor's reference, which requires nothing; its page on troubleshooting
 * expects `amount` and `redirect_url`.
 */
export interface CreatePaymentRequest {
  /**
   * Text, which is sent as it is. Unconfirmed: whether it counts dollars or cents, because the vendor's pages
   * contradict each other. Try it in the demo environment first.
   */
  amount: string;
  /** Unconfirmed: the FAQ and the earlier reference have it, the later reference has it no longer. */
  currency?: Open<'USD'>;
  /** Where the payer is sent afterwards. */
  redirect_url: string;
  /** Your own label, which answers give back unchanged. Whether it has to be unique is unknown. */
  reference_id?: string;
}
