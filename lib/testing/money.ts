/**
 * Reads an amount with at most two decimals, such as `49.9` or `-12`, in hundredths.
 *
 * @returns undefined if it is no such amount, or too large to be exact
 */
export function readCents(amount: unknown): number | undefined {
  const cents = /^-?\d+(\.\d{1,2})?$/.test(String(amount)) ? Math.round(Number(amount) * 100) : Number.NaN;
  return Number.isSafeInteger(cents) ? cents : undefined;
}
