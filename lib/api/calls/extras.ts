import type { ApiCallOptions } from './call-options.js';
import { HALF_A_CHARACTER, instant, kindOf, objectAt, type Place, refuse } from './fields.js';
import { jsonOf, refuseLostName } from './json.js';

/** What is sent in a query or in a body, by its names. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The parameters of a query that go beyond those that are known.
 *
 * @throws InvalidArgumentError
 */
export function extraQuery(operation: string, options: ApiCallOptions, known: object = {}): Fields {
  const place = { operation, argument: 'extraQuery' };
  if (options.extraQuery === undefined) return {};
  refuseKnownNames(objectAt(options.extraQuery, place), place, known);
  return parameters(options.extraQuery, place);
}

/**
 * The fields of a body that go beyond those that are known.
 *
 * @throws InvalidArgumentError
 */
export function extraBody(
  operation: string,
  method: string,
  options: ApiCallOptions,
  known: object = {},
): Fields {
  const place = { operation, argument: 'extraBody' };
  if (options.extraBody === undefined) return {};
  if (method === 'GET') refuse(place, 'left out where a request has no body', kindOf(options.extraBody));
  refuseKnownNames(objectAt(options.extraBody, place), place, known);
  return jsonOf(options.extraBody, place) as Fields;
}

/** Joins what is known with what goes beyond it. */
export function together(known: Fields | undefined, more: Fields): Fields | undefined {
  return known === undefined && Object.keys(more).length === 0 ? undefined : { ...known, ...more };
}

/**
 * Parameters of a query of which nothing is known.
 *
 * @throws InvalidArgumentError
 */
export function parameters(given: unknown, place: Place): Fields {
  const entries = Object.entries(objectAt(given, place)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      const at = within(place, name);
      refuseLostName(name, at);
      return [name, parameter(value, at)];
    }),
  );
}

function parameter(value: unknown, place: Place): unknown {
  if (value instanceof Date) return instant.read(value, place);
  const isText = typeof value === 'string' && !HALF_A_CHARACTER.test(value);
  if (isText || typeof value === 'boolean' || Number.isFinite(value)) return value;
  return refuse(place, 'a text, a finite number, or true or false', kindOf(value));
}

function refuseKnownNames(fields: Fields, place: Place, known: object): void {
  const name = Object.keys(fields).find((one) => Object.hasOwn(known, one));
  if (name !== undefined) refuse(within(place, name), `given as "${name}" instead`, 'a name that is known');
}

function within(place: Place, name: string): Place {
  return { ...place, argument: `${place.argument}.${name}` };
}
