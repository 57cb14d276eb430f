/** Headers under which services name a request. Which of them the API sends is not documented. */
const NAMES = ['x-request-id', 'request-id', 'x-correlation-id'];

/** The vendor's own name of a request, where an answer has one. */
export function requestIdOf(headers: Readonly<Record<string, unknown>>): string | undefined {
  const given = NAMES.map((name) => headers[name]);
  return given.find((value): value is string => typeof value === 'string' && value !== '');
}
