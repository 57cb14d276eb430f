import { inspect } from 'node:util';

/** Every form in which a secret could stand in a text. */
export function formsOf(secret: string): string[] {
  const formEncoded = new URLSearchParams({ '': secret }).toString().slice(1);
  const encodings = ['base64', 'base64url', 'hex'] as const;
  const forms = [
    secret,
    encodeURIComponent(secret),
    formEncoded,
    JSON.stringify(secret).slice(1, -1),
    ...encodings.map((encoding) => Buffer.from(secret, 'utf8').toString(encoding).replace(/=+$/, '')),
  ];
  return [...new Set(forms)];
}

/** The same for the pair of id and secret, as HTTP Basic carries it. */
export function formsOfCredentials(id: string, secret: string): string[] {
  const pairs = [`${id}:${secret}`, `${id}:${encodeURIComponent(secret)}`];
  return [...formsOf(secret), ...pairs.flatMap((pair) => formsOf(pair))];
}

/** Those of the forms that occur in the text. */
export function found(forms: readonly string[], text: string): string[] {
  return forms.filter((form) => text.includes(form));
}

/** The value in every way in which it could come into a log. */
export function printsOf(value: unknown): string {
  return [
    inspect(value, { depth: 10, showHidden: true }),
    inspect(value, { depth: 10, showHidden: true, getters: true, customInspect: false }),
    asJson(value),
    asJson(typeof value === 'object' ? { ...value } : value),
    String((value as { stack?: unknown } | undefined)?.stack),
    ...reachableTexts(value),
  ].join('\n');
}

/** `JSON.stringify()`, and what it would say were it not stopped by a circle. */
function asJson(value: unknown): string {
  const seen = new WeakSet<object>();
  return (
    JSON.stringify(value, (_key, one: unknown) => {
      if (typeof one === 'bigint') return String(one);
      if (typeof one !== 'object' || one === null) return one;
      if (seen.has(one)) return '[seen]';
      seen.add(one);
      return one;
    }) ?? ''
  );
}

/** Every text that can be reached from the value by properties: hidden ones, symbols, prototypes, maps and causes too. */
function reachableTexts(root: unknown): string[] {
  const texts: string[] = [];
  const seen = new Set<unknown>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') texts.push(value);
    if (Buffer.isBuffer(value)) texts.push(value.toString('latin1'));
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (!isObject || seen.has(value) || isCommon(value) || Buffer.isBuffer(value)) continue;
    seen.add(value);
    if (value instanceof Map) open.push(...value.keys(), ...value.values());
    if (value instanceof Set) open.push(...value);
    for (const key of Reflect.ownKeys(value)) open.push(key, read(value, key));
    open.push(Object.getPrototypeOf(value));
  }
  return texts;
}

/** What the process shares with everybody leads to the sockets of the test itself, and to no error in particular. */
function isCommon(value: object): boolean {
  return (
    value === globalThis || value === process || value === Object.prototype || value === Function.prototype
  );
}

function read(from: object, key: PropertyKey): unknown {
  try {
    return (from as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}
