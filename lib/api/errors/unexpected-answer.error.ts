export function unexpectedAnswer(..._: unknown[]): Error {
  return new Error();
}
