/**
 * An amount in dollars with at most two decimals, as a number or as text: `12.5` or `'12.50'`, and never cents.
 * Observed on the live service; the vendor's reference states no unit.
 */
export type DecimalAmount = number | string;
