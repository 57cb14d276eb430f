import { z } from 'zod';

/** The fields that the API needs to create a payment request, a one-off checkout on a page of the vendor. */
export const newPaymentRequest = z.strictObject({
  /** A string, not a number. */
  amount: z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, 'is not an amount such as "49.90"'),
  /** The address to which the payer returns. */
  redirect_url: z.url({ protocol: /^https?$/ }),
  /** The API returns it unchanged. */
  reference_id: z.string().optional(),
});
export type NewPaymentRequest = z.infer<typeof newPaymentRequest>;
