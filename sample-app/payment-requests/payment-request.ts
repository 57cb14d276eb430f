import { z } from 'zod';

/** A one-off checkout on a page that the vendor hosts. */
export interface PaymentRequest {
  readonly id: string;
  readonly reference_id?: string;
  readonly redirect_url: string;
  /** `pending`, `paid`, `expired` or `cancelled`; others may be added. */
  readonly status: string;
  /** The address to which the payer is sent. */
  readonly url: string;
}

/** The fields that the API needs to create a payment request. */
export const newPaymentRequest = z.strictObject({
  /** A string, not a number. */
  amount: z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, 'is not an amount such as "49.90"'),
  /** The address to which the payer returns. */
  redirect_url: z.url({ protocol: /^https?$/ }),
  /** The API returns it unchanged. */
  reference_id: z.string().optional(),
});
export type NewPaymentRequest = z.infer<typeof newPaymentRequest>;
