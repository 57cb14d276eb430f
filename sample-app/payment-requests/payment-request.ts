import { z } from 'zod';

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
export const newPaymentRequest = z.strictObject({
  /** Text, not a number. */
  amount: z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, 'is not an amount such as "49.90"'),
  /** Where the payer comes back to. */
  redirect_url: z.url({ protocol: /^https?$/ }),
  /** Comes back unchanged. */
  reference_id: z.string().optional(),
});
export type NewPaymentRequest = z.infer<typeof newPaymentRequest>;
