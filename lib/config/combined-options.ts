import type { AlternativePaymentsModuleOptions } from './module-options.js';
import { isAbsent, isPlainObject } from './values.js';

/** What two places say together. */
interface Combined {
  readonly options: AlternativePaymentsModuleOptions;
  /** Options that both of them give, such as `clientId` or `http.timeout`. */
  readonly givenTwice: readonly string[];
}

/**
 * Puts together what variables and what a factory say. Of a section such as `pacing` each may give a part; where one of
 * them gives something in place of the section, such as `false`, it gives the whole of it.
 */
export function combineOptions(
  variables: AlternativePaymentsModuleOptions,
  factory: AlternativePaymentsModuleOptions,
): Combined {
  const options: Record<string, unknown> = { ...variables };
  const givenTwice: string[] = [];
  for (const [name, own] of Object.entries(factory) as Array<[string, unknown]>) {
    const other = options[name];
    if (isAbsent(own) && !isAbsent(other)) continue;
    if (isAbsent(other)) options[name] = own;
    else if (!isPlainObject(own) || !isPlainObject(other)) givenTwice.push(name);
    else {
      const twice = Object.keys(own).filter((key) => !isAbsent(own[key]) && !isAbsent(other[key]));
      givenTwice.push(...twice.map((key) => `${name}.${key}`));
      options[name] = { ...own, ...other };
    }
  }
  return { options, givenTwice };
}
