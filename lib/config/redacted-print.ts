import { inspect } from 'node:util';
import { isPlainObject } from './option-reader.js';
import type { AlternativePaymentsModuleOptions } from './options.js';
import type { TokenStoreOptions } from './token-store-options.js';

/**
 * A copy of the options that prints without its secrets, be it by `console.log`, `util.inspect` or `JSON.stringify`.
 * They can still be read, and a copy made by spreading has them as well. What is no object is left to validation.
 */
export function withRedactedPrint(
  options: AlternativePaymentsModuleOptions,
): AlternativePaymentsModuleOptions {
  if (!isPlainObject(options)) return options;
  const { clientSecret, tokenStore } = options as AlternativePaymentsModuleOptions;
  const print = (): object => ({
    ...options,
    clientSecret: clientSecret ? '[redacted]' : clientSecret,
    ...(isPlainObject(tokenStore) && { tokenStore: withoutKeys(tokenStore) }),
  });
  return Object.defineProperties(
    { ...options },
    { toJSON: { value: print }, [inspect.custom]: { value: print } },
  );
}

function withoutKeys(tokenStore: TokenStoreOptions): object {
  const { encryption } = tokenStore;
  return { ...tokenStore, encryption: encryption === 'plaintext' ? encryption : '[redacted]' };
}
