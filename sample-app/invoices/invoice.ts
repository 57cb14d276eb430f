import { z } from 'zod';
import { id } from '../common/id.js';

/** A line of an invoice. `amount` is in decimal dollars, not cents. */
const invoiceLine = z.strictObject({
  description: z.string().min(1),
  amount: z.number().positive().multipleOf(0.01),
  quantity: z.number().int().positive().default(1),
});

/** The fields that the API needs to open an invoice. */
export const newInvoice = z.strictObject({
  customer_id: id,
  /** A plain date such as `2027-01-31`. */
  due_date: z.iso.date(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is not a currency code')
    .default('USD'),
  line_items: z.array(invoiceLine).min(1),
});
export type NewInvoice = z.infer<typeof newInvoice>;
