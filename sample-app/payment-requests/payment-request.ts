/** A one-off checkout on a page that the vendor hosts. */
export interface PaymentRequest {
  readonly id: string;
  readonly reference_id?: string;
  readonly redirect_url: string;
  /** `pending`, `paid`, `expired`, `cancelled`; more words may come. */
  readonly status: string;
  /** Where the payer is to be sent. */
  readonly url: string;
}

/** What the API needs to make one. */
export interface NewPaymentRequest {
  /** Text, not a number. */
  readonly amount: string;
  /** Where the payer comes back to. */
  readonly redirect_url: string;
  /** Comes back unchanged. */
  readonly reference_id?: string;
}
