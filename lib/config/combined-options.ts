import type { AlternativePaymentsModuleOptions } from './module-options.js';
import { isAbsent, isPlainObject } from './values.js';

/** The options of two sources, put together. */
interface Combined {
  readonly options: AlternativePaymentsModuleOptions;
  /** Options that both sources give, such as `clientId` or `http.timeout`. */
  readonly givenTwice: readonly string[];
}

/**
 * Combines the options of the variables with those of a factory. Each may give a part of a section such as
 * `pacing`. A source that gives something else in place of a section, such as `false`, gives the whole of it.
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
    if (isAbsent(other)) {
      options[name] = own;
    } else if (!isPlainObject(own) || !isPlainObject(other)) {
      givenTwice.push(name);
    } else {
      const twice = Object.keys(own).filter((key) => !isAbsent(own[key]) && !isAbsent(other[key]));
      givenTwice.push(...twice.map((key) => `${name}.${key}`));
      options[name] = { ...own, ...other };
    }
  }
  return { options, givenTwice };
}
