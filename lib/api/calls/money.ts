import { InvalidArgumentError } from '../../errors/invalid-argument.error.js';
import { show } from '../../config/values.js';
import { shortened } from './shortened.js';

/** Decimal dollars as people write them, with at most two decimals. */
const DOLLARS = /^(-?)(0|[1-9]\d*)(?:\.(\d{1,2}))?$/;

/**
 * Converts decimal dollars to cents, exactly. It works on the text of the amount, since `1.13 * 100` is
 * 112.99999999999999.
 *
 * @param dollars an amount with at most two decimals; of a number, its shortest text counts
 * @throws InvalidArgumentError for anything else, such as `0.1 + 0.2` or `'1e3'`
 *
 * @example
 * dollarsToCents('1.13') // 113
 */
export function dollarsToCents(dollars: number | string): number {
  const cents = centsOf(dollars);
  if (cents !== undefined) return cents;
  throw new InvalidArgumentError(
    `${shortened(show(dollars))} is not an amount of dollars. Give a number or a text with at most two decimals, such as 19.99 or "19.99".`,
    'dollars',
  );
}

/**
 * Converts cents to decimal dollars, exactly.
 *
 * @param cents a whole number
 * @throws InvalidArgumentError for anything else
 *
 * @example
 * centsToDollars(113) // '1.13'
 */
export function centsToDollars(cents: number): string {
  if (!Number.isSafeInteger(cents))
    throw new InvalidArgumentError(`${shortened(show(cents))} is not a whole number of cents.`, 'cents');
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * The number that stands for an amount of dollars in JSON; undefined if the value is no such amount, or is so
 * large that the number would be another amount.
 */
export function centsAsNumber(value: unknown): number | undefined {
  const cents = centsOf(value);
  if (cents === undefined) return undefined;
  const sent = Number(value);
  return centsOf(sent) === cents ? sent : undefined;
}

function centsOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const [, sign, whole = '', fraction = ''] = DOLLARS.exec(String(value)) ?? [];
  if (sign === undefined) return undefined;
  const cents = Number(`${whole}${fraction.padEnd(2, '0')}`);
  if (!Number.isSafeInteger(cents)) return undefined;
  return sign === '' || cents === 0 ? cents : -cents;
}
