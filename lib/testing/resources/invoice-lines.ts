import type { Input } from '../input.js';
import { readCents } from '../money.js';

/** A line of an invoice. */
export interface InvoiceLineItem {
  description: string;
  /** Amount in decimal dollars, not cents. */
  amount: number;
  quantity: number;
}

/** The fields of a line, as paths in the body of an invoice. */
export const LINE_FIELDS: readonly string[] = ['description', 'amount', 'quantity'].map(
  (name) => `line_items.${name}`,
);

/** Reads the line items of a request body. Problems are noted in the input. */
export function readLines(value: unknown, input: Input): InvoiceLineItem[] {
  if (!Array.isArray(value) || value.length === 0) {
    input.complain('line_items', 'is required');
    return [];
  }
  const lines = value.map((line: unknown) => readLine(Object(line) as Record<string, unknown>, input));
  if (!Number.isSafeInteger(centsOf(lines))) input.refuse('line_items', 'the total is too large');

  return lines;
}

/**
 * Sum of the lines in dollars. The vendor does not say whether `amount` is per unit or per line; here it is
 * per unit.
 */
export function totalOf(lines: InvoiceLineItem[]): number {
  return centsOf(lines) / 100;
}

function centsOf(lines: InvoiceLineItem[]): number {
  return lines.reduce((sum, { amount, quantity }) => sum + (readCents(amount) ?? 0) * quantity, 0);
}

function readLine(line: Record<string, unknown>, input: Input): InvoiceLineItem {
  const { description = '', amount, quantity = 1 } = line;
  if (typeof description !== 'string') input.complain('line_items', 'description must be a string');

  if (typeof amount !== 'number') input.complain('line_items', 'amount must be a number');

  if (readCents(amount) === undefined) input.refuse('line_items', 'amount must have at most two decimals');

  if (!Number.isInteger(quantity) || Number(quantity) < 1)
    input.refuse('line_items', 'quantity must be a positive integer');

  return { description: String(description), amount: Number(amount), quantity: Number(quantity) };
}
