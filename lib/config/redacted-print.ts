import { inspect } from 'node:util';
import type { AxiosRequestConfig } from 'axios';
import { isPlainObject } from './values.js';
import type { AlternativePaymentsModuleOptions } from './module-options.js';
import type { TokenStoreOptions } from './token-store-options.js';

/**
 * Options that are or may hold a secret: the keys that seal tokens, headers for a gateway, the password of a
 * proxy.
 */
const MAY_HOLD_A_SECRET = ['clientSecret', 'tokenStore', 'http'] as const;

/** Whether a copy made by spreading has the secrets as well, or only code that asks for them by name. */
type Reach = 'spread' | 'by name';

/**
 * Copies the options so that no print shows their secrets: `console.log`, `JSON.stringify`, and any print
 * that does not ask objects how they want to be shown. A value that is not an object is left to validation.
 */
export function withRedactedPrint(
  options: AlternativePaymentsModuleOptions,
  reach: Reach,
): AlternativePaymentsModuleOptions {
  if (!isPlainObject(options)) return options;
  const given: AlternativePaymentsModuleOptions = options;
  const print = (): object => ({
    ...given,
    clientSecret: given.clientSecret ? '[redacted]' : given.clientSecret,
    ...(isPlainObject(given.tokenStore) && { tokenStore: withoutKeys(given.tokenStore) }),
    ...(isPlainObject(given.http) && { http: settingsOf(given.http) }),
  });
  return Object.defineProperties(concealing({ ...given }, MAY_HOLD_A_SECRET, reach), {
    toJSON: { value: print },
    [inspect.custom]: { value: print },
  });
}

/** Replaces properties of the object with getters, so that a print shows at most that there is a getter. */
export function concealing<T extends object>(object: T, names: ReadonlyArray<keyof T>, reach: Reach): T {
  for (const name of names.filter((one) => one in object)) {
    const value = object[name];
    Object.defineProperty(object, name, { enumerable: reach === 'spread', get: () => value });
  }
  return object;
}

function withoutKeys(tokenStore: TokenStoreOptions): object {
  const { encryption } = tokenStore;
  return { ...tokenStore, encryption: encryption === 'plaintext' ? encryption : '[redacted]' };
}

/** Numbers and switches are not secrets. Anything else may be one or hold one. */
function settingsOf(http: AxiosRequestConfig): object {
  const shown = Object.entries(http).map(([name, value]: [string, unknown]) => [
    name,
    value === undefined || typeof value === 'number' || typeof value === 'boolean' ? value : '[redacted]',
  ]);
  return Object.fromEntries(shown) as object;
}
