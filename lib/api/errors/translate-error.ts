export function translateError(e: unknown, _: object): Error {
  return e as Error;
}
