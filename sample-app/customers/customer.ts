import { z } from 'zod';

/**
 * The fields that the API needs to create a customer. `external_id` is unique, which makes creating it again
 * harmless.
 */
export const newCustomer = z.strictObject({
  name: z.string().min(1),
  email: z.email(),
  external_id: z.string().min(1).optional(),
});
export type NewCustomer = z.infer<typeof newCustomer>;

/** Which customers to list. `after` is the `endCursor` of the page before. */
export const customerFilter = z.strictObject({
  company_name: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  after: z.string().optional(),
});
export type CustomerFilter = z.infer<typeof customerFilter>;
