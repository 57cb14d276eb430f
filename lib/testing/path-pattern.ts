/**
 * Turns a path such as `/customers/{id}` into a regular expression. `{id}`, or any other word in braces,
 * stands for one segment and is captured. `*` stands for anything, including slashes.
 */
export function pathPattern(path: string): RegExp {
  const source = path
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\{\w+\}/g, '([^/]+)');
  return new RegExp(`^${source}$`);
}
