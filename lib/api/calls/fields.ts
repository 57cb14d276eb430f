import { isPlainObject, show } from '../../config/values.js';
import { InvalidArgumentError } from '../../errors/invalid-argument.error.js';
import { isDay } from './day.js';
import { centsAsNumber } from './money.js';
import { shortened } from './shortened.js';

/** Where a value was given: the method of the client and the argument, such as `line_items[0].amount`. */
export interface Place {
  readonly operation: string;
  readonly argument: string;
}

/** One field of a query or of a body. */
export interface Field {
  /**
   * Checks a value and returns what is sent.
   *
   * @throws InvalidArgumentError
   */
  readonly read: (value: unknown, place: Place) => unknown;
  readonly isRequired?: boolean;
}

/** The fields of a query or of a body, by their names. */
export type Shape = Readonly<Record<string, Field>>;

/** Halves of characters, which neither an address nor the API can hold. */
export const HALF_A_CHARACTER = /\p{Cs}/u;

/** Refuses an argument. The value itself is shown only by fields that never hold a secret. */
export function refuse({ operation, argument }: Place, rule: string, was: string): never {
  throw new InvalidArgumentError(
    `${operation}: ${shortened(show(argument))} must be ${rule}, and was ${shortened(was)}. Nothing was sent.`,
    argument,
    `must be ${rule}`,
  );
}

/** Says what kind of value was given, and not the value. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return kindOfText(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  return holdsFields(value) ? 'an object' : `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
}

function kindOfText(value: string): string {
  if (value.trim() === '') return 'an empty text';
  return HALF_A_CHARACTER.test(value) ? 'a text with half a character' : 'a text';
}

export function required(field: Field): Field {
  return { ...field, isRequired: true };
}

/** Text that is not blank. */
export const text = field(
  'a text that is not empty',
  (value) => typeof value === 'string' && value.trim() !== '' && !HALF_A_CHARACTER.test(value),
  kindOf,
);

export const flag = field('true or false', (value) => typeof value === 'boolean');

export const pageSize = field('a whole number above 0', (value) => isWhole(value) && value > 0);

/** A moment: text as RFC 3339 has it goes as it is, and a `Date` becomes such a text. */
export const instant: Field = {
  read: (value, place) => {
    if (!(value instanceof Date)) return text.read(value, place);
    if (Number.isNaN(value.getTime())) return refuse(place, 'a valid date', 'an invalid Date');
    return value.toISOString();
  },
};

/** A `Date` is refused, because its time zone could shift the day. */
export const day = field(
  'a day of the calendar such as "2027-01-31", given as text',
  (value) => typeof value === 'string' && isDay(value),
  (value) => (value instanceof Date ? 'a Date' : show(value)),
);

/** An amount of decimal dollars, sent as a number. */
export const dollars: Field = {
  read: (value, place) =>
    centsAsNumber(value) ??
    refuse(place, 'an amount of dollars with at most two decimals, such as 19.99 or "19.99"', show(value)),
};

/** An amount that is sent as it is written, because its unit is not known. */
export const amountText = field(
  'an amount given as text, with at most two decimals',
  (value) => typeof value === 'string' && /^\d+(\.\d{1,2})?$/.test(value),
);

export const quantity = field(
  'a whole number above 0 (for hours, put their number into "description" and their sum into "amount")',
  (value) => isWhole(value) && value > 0,
);

/** An address that the API is to call. The API refuses one without a scheme. */
export const webAddress = field(
  'a whole address such as https://example.com/webhooks',
  (value) => typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value),
  kindOf,
);

export function record(shape: Shape): Field {
  return {
    read: (value, place) =>
      readShape(shape, objectAt(value, place), (name) => ({
        ...place,
        argument: `${place.argument}.${name}`,
      })),
  };
}

/** @throws InvalidArgumentError for anything but an object */
export function objectAt(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  return holdsFields(value) ? value : refuse(place, 'an object', kindOf(value));
}

/**
 * Whether what an object says is in its fields. A `Map`, a `Promise` or a `URLSearchParams` has none, so the
 * call would do something else than its caller means.
 */
export function holdsFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return isPlainObject(value) && Object.prototype.toString.call(value) === '[object Object]';
}

export function listOf(item: Field): Field {
  return {
    read: (value, place) => {
      if (!Array.isArray(value) || value.length === 0) {
        return refuse(
          place,
          'a list with at least one entry',
          Array.isArray(value) ? 'empty' : kindOf(value),
        );
      }
      const at = (index: number): Place => ({ ...place, argument: `${place.argument}[${index}]` });
      return Array.from(value, (one: unknown, index) => item.read(one, at(index)));
    },
  };
}

/**
 * Checks the fields of an object and returns a new one with what is sent.
 *
 * @param within says where a field of it was given
 */
export function readShape(
  shape: Shape,
  values: Readonly<Record<string, unknown>>,
  within: (name: string) => Place,
): Record<string, unknown> {
  for (const name of Object.keys(values)) {
    if (Object.hasOwn(shape, name)) continue;
    const known = Object.keys(shape).join(', ');
    refuse(
      within(name),
      `one of ${known} (what else the API knows goes into extraQuery or extraBody)`,
      'unknown',
    );
  }
  const sent: Record<string, unknown> = {};
  for (const [name, { read, isRequired }] of Object.entries(shape)) {
    const value = values[name];
    if (value === undefined && isRequired !== true) continue;
    sent[name] = read(value, within(name));
  }
  return sent;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

export function field(
  rule: string,
  isMet: (value: unknown) => boolean,
  describe: (value: unknown) => string = show,
): Field {
  return { read: (value, place) => (isMet(value) ? value : refuse(place, rule, describe(value))) };
}
