import { isPlainObject } from '../../config/values.js';
import { holdsFields, instant, kindOf, type Place, refuse } from './fields.js';

/** No body of the API is that deep, and what holds itself is deeper. */
const DEEPEST_LEVEL = 32;

/** axios leaves out what has one of these names, and says nothing. */
const LOST_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Copies what is sent as JSON and of which nothing else is known.
 *
 * @throws InvalidArgumentError for what JSON would change or leave out, such as NaN, a `Map` or a function
 */
export function jsonOf(value: unknown, place: Place, level = 0, root = place): unknown {
  if (level > DEEPEST_LEVEL)
    return refuse(root, `JSON of at most ${DEEPEST_LEVEL} levels`, 'deeper, or holds itself');
  if (typeof value === 'number' && !Number.isFinite(value))
    return refuse(place, 'a finite number', String(value));
  if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return value;
  if (value instanceof Date) return instant.read(value, place);
  const within = (name: string | number): Place => ({ ...place, argument: `${place.argument}.${name}` });
  if (Array.isArray(value))
    return Array.from(value, (one: unknown, index) => jsonOf(one, within(index), level + 1, root));
  if (isPlainObject(value) && typeof value['toJSON'] === 'function' && !ArrayBuffer.isView(value))
    return jsonOf(value['toJSON'](), place, level + 1, root);
  if (!holdsFields(value)) return refuse(place, 'a value that JSON can hold', kindOf(value));
  const copies = Object.entries(value).map(([name, one]) => {
    refuseLostName(name, within(name));
    return [name, jsonOf(one, within(name), level + 1, root)];
  });
  return Object.fromEntries(copies);
}

/** @throws InvalidArgumentError for a name under which nothing can be sent */
export function refuseLostName(name: string, place: Place): void {
  if (LOST_NAMES.includes(name)) refuse(place, 'given under another name', 'a name that is not sent');
}
