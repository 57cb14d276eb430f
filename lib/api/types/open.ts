/**
 * One of the known words, or any other. The vendor adds words without notice, so no list of them is ever
 * complete. Editors offer the known ones.
 */
export type Open<Known extends string> = Known | (string & Record<never, never>);

/**
 * Whether a word is one of those that are known. It narrows the type to them, so that the compiler can tell
 * whether a `switch` covers them all.
 *
 * @example
 * if (isKnown(PAYOUT_STATUSES, payout.status)) show(payout.status);
 * else show('new to this version');
 */
export function isKnown<const Values extends readonly string[]>(
  values: Values,
  value: string | undefined,
): value is Values[number] {
  return value !== undefined && values.includes(value);
}
