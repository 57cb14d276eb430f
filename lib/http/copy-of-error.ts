/** Copies an error to one of the same class that can be written to. */
export function copyOfError<E extends Error>(error: E): E {
  const copy = new Error(error.message);
  const { stack } = error;
  for (const key of Reflect.ownKeys(error)) {
    const { enumerable } = Object.getOwnPropertyDescriptor(error, key) ?? {};
    const value = error[key as keyof E];
    Object.defineProperty(copy, key, { value, enumerable, writable: true, configurable: true });
  }
  put(copy, 'stack', stack);
  return Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object) as E;
}

/** Writes a property, even if it cannot be assigned, and returns whether that was possible. */
export function put(error: Error, key: string | symbol, value: unknown): boolean {
  const enumerable = Object.getOwnPropertyDescriptor(error, key)?.enumerable ?? false;
  return Reflect.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
}
