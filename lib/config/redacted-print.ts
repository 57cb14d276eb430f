import { inspect } from 'node:util';
import { isPlainObject } from './option-reader.js';
import type { AlternativePaymentsModuleOptions } from './options.js';

/**
 * A copy of the options that prints without its secret, be it by `console.log`, `util.inspect` or `JSON.stringify`.
 * The secret can still be read, and a copy made by spreading has it as well. What is no object is left to validation.
 */
export function withRedactedPrint(
  options: AlternativePaymentsModuleOptions,
): AlternativePaymentsModuleOptions {
  if (!isPlainObject(options)) return options;
  const print = (): object => ({
    ...options,
    clientSecret: options.clientSecret ? '[redacted]' : options.clientSecret,
  });
  return Object.defineProperties(
    { ...options },
    { toJSON: { value: print }, [inspect.custom]: { value: print } },
  );
}
