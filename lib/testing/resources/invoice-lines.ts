import type { Input } from '../input.js';

/** A line of an invoice. */
export interface InvoiceLineItem {
  description: string;
  /** Amount in decimal dollars, not cents. */
  amount: number;
  quantity: number;
}

/** Reads the line items of a request body. Problems are noted in the input. */
export function readLines(value: unknown, input: Input): InvoiceLineItem[] {
  if (!Array.isArray(value) || value.length === 0) {
    input.complain('line_items', 'is required');
    return [];
  }
  return value.map((line: unknown) => readLine(Object(line) as Record<string, unknown>, input));
}

/**
 * Sum of the lines in dollars. The vendor does not say whether `amount` is per unit or per line; here it is
 * per unit.
 */
export function totalOf(lines: InvoiceLineItem[]): number {
  const cents = lines.map(({ amount, quantity }) => Math.round(amount * quantity * 100));
  return cents.reduce((sum, each) => sum + each, 0) / 100;
}

function readLine(line: Record<string, unknown>, input: Input): InvoiceLineItem {
  const { description = '', amount, quantity = 1 } = line;
  if (typeof description !== 'string') input.complain('line_items', 'description must be a string');

  if (typeof amount !== 'number') input.complain('line_items', 'amount must be a number');

  if (!Number.isInteger(quantity) || Number(quantity) < 1)
    input.refuse('line_items', 'quantity must be a positive integer');

  return { description: String(description), amount: Number(amount), quantity: Number(quantity) };
}
