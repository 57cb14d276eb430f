import { inspect } from 'node:util';

/** Refuses values that are not objects, and misspelt settings, which would otherwise be ignored silently. */
export function checkKeys(what: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null)
    throw new TypeError(`${what} takes an object, not ${inspect(value)}.`);

  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0)
    throw new TypeError(`${what} has no "${unknown.join('", "')}"; it has: ${known.join(', ')}.`);
}

/** Refuses everything but a finite number within the bounds. */
export function checkNumber(what: string, value: unknown, least: number, most = Number.MAX_VALUE): void {
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    const range = most === Number.MAX_VALUE ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new RangeError(`${what} must be a number ${range}, not ${inspect(value)}.`);
  }
}

/** Refuses everything but a whole number within the bounds. */
export function checkInteger(what: string, value: unknown, least: number, most = Number.MAX_VALUE): void {
  checkNumber(what, value, least, most);
  if (!Number.isInteger(value))
    throw new RangeError(`${what} must be a whole number, not ${inspect(value)}.`);
}

/** Refuses everything but a string that is not empty. */
export function checkText(what: string, value: unknown): void {
  if (typeof value !== 'string' || value === '')
    throw new TypeError(`${what} must be a string that is not empty.`);
}
