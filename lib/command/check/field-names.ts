/**
 * A name such as `created_at`, `endCursor` or `secret_last_4_digits`. In an object that serves as a map, the
 * names of the fields are ids or words of a customer's, and those must not be shown.
 */
const FIELD_NAME = /^(?=.{1,40}$)[a-z]+(?:[A-Z][a-z]+)*(?:_(?:[a-z]+|\d{1,2}))*$/;

/** How a field is shown: by its name, unless that may be a value. */
export function shownName(name: string): string {
  return FIELD_NAME.test(name) ? name : '(other)';
}
