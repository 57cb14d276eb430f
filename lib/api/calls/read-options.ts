import { LONGEST_TIMER_MS } from '../../timing/instant.js';
import { isPlainObject, show } from '../../config/values.js';
import type { ApiCallOptions } from './call-options.js';
import { type Field, field, flag, kindOf, objectAt, type Place, readShape, type Shape } from './fields.js';

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Others would be changed on the way, and a line break could begin another header. */
const HEADER_VALUE = /^[\t\x20-\x7e\xa0-\xff]*$/;

/** They are checked where they are used. */
const checkedLater: Field = { read: (value) => value };

const signal = field('an AbortSignal', (value) => {
  const { aborted, addEventListener } = isPlainObject(value) ? value : {};
  return typeof aborted === 'boolean' && typeof addEventListener === 'function';
});

const milliseconds = field(
  'a number of milliseconds from 1, below 25 days',
  (value) => typeof value === 'number' && value >= 1 && value <= LONGEST_TIMER_MS,
);

const headerName = field(
  'the name of a header',
  (name) => typeof name === 'string' && HEADER_NAME.test(name),
  () => 'none',
);

const headerValue = field(
  'a text of printable ASCII or Latin-1 characters',
  (value) => typeof value === 'string' && HEADER_VALUE.test(value),
  (value) => (typeof value === 'string' ? 'a text with others' : kindOf(value)),
);

const OPTIONS: Shape = {
  signal,
  timeoutMs: milliseconds,
  headers: { read: readHeaders },
  replay: flag,
  retry: flag,
  priority: field('"background"', (value) => value === 'background', show),
  extraQuery: checkedLater,
  extraBody: checkedLater,
};

/**
 * Checks the options of a call.
 *
 * @throws InvalidArgumentError for an option that is unknown, or would have no effect
 */
export function readOptions(operation: string, options: unknown = {}): ApiCallOptions {
  const at = (argument: string): Place => ({ operation, argument });
  return readShape(OPTIONS, objectAt(options, at('options')), (name) => at(`options.${name}`));
}

function readHeaders(given: unknown, place: Place): Readonly<Record<string, string>> {
  const names = Object.entries(objectAt(given, place)).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    names.map(([name, value]) => {
      const at = { ...place, argument: `${place.argument}.${name}` };
      headerName.read(name, at);
      return [name, headerValue.read(value, at) as string];
    }),
  );
}
