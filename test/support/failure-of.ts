/** What a promise is rejected with. */
export function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason as Error,
  );
}
