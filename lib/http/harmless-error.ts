import { types } from 'node:util';
import { isAxiosError } from '../axios/axios.js';
import { copyOfError, put } from './copy-of-error.js';
import { strike } from './secrets.js';

/** Longer chains of causes are cut here. */
const LONGEST_CHAIN = 10;

/** Replacements for everything that may hold the token. */
interface Replacements {
  readonly secrets: readonly string[];
  readonly config: unknown;
  readonly request: unknown;
  /** Makes an answer harmless. */
  readonly response: (response: object) => unknown;
}

/**
 * Turns what an adapter threw into an error that holds no secret in its texts, its properties or its causes.
 * The error itself is cleaned wherever that is possible.
 */
export function harmless(error: unknown, replacements: Replacements): Error {
  try {
    return new Cleaning(replacements).error(error, 0);
  } catch {
    // It is a proxy, or has a getter that throws.
    return new Error('The adapter failed with an error that cannot be shown.');
  }
}

class Cleaning {
  private readonly done = new Map<unknown, Error>();

  constructor(private readonly to: Replacements) {}

  error(given: unknown, depth: number): Error {
    const known = this.done.get(given);
    if (known !== undefined) return known;
    if (!isError(given)) return this.error(errorOf(given), depth);
    // axios and this package write to errors, too.
    let error = Object.isExtensible(given) ? given : copyOfError(given);
    this.done.set(given, error);
    if (!this.clean(error, depth)) {
      error = copyOfError(error);
      this.done.set(given, error);
      this.clean(error, depth);
    }
    return error;
  }

  /** Whether the whole error could be made harmless. */
  private clean(error: Error, depth: number): boolean {
    let isClean = true;
    const { stack } = error;
    for (const key of new Set<string | symbol>(['message', ...Reflect.ownKeys(error)])) {
      if (key === 'stack') continue;
      if (holdsSecret(key, this.to.secrets)) {
        isClean = Reflect.deleteProperty(error, key) && isClean;
        continue;
      }
      const value = (error as unknown as Record<string | symbol, unknown>)[key];
      const isOwnGetter = Object.getOwnPropertyDescriptor(error, key)?.get !== undefined;
      const replacement = isOwnGetter ? undefined : this.value(error, key, value, depth);
      if (!isOwnGetter && Object.is(replacement, value)) continue;
      isClean = put(error, key, replacement) && isClean;
    }
    const struck = typeof stack === 'string' ? strike(stack, this.to.secrets) : undefined;
    return (struck === stack || put(error, 'stack', struck)) && isClean;
  }

  private value(error: Error, key: string | symbol, value: unknown, depth: number): unknown {
    if (typeof value === 'string') return strike(value, this.to.secrets);
    if (typeof value === 'function') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (key === 'config') return this.to.config;
    if (key === 'request') return this.to.request;
    if (key === 'response' && isAxiosError(error)) return this.to.response(value);
    if (key === 'cause' && isError(value))
      return depth < LONGEST_CHAIN ? this.error(value, depth + 1) : undefined;
    if (key === 'errors' && Array.isArray(value))
      return value.slice(0, LONGEST_CHAIN).map((one) => this.part(one, depth));
    return isPlain(value, this.to.secrets) ? value : undefined;
  }

  private part(value: unknown, depth: number): unknown {
    return depth < LONGEST_CHAIN ? this.error(value, depth + 1) : undefined;
  }
}

/** The error may come from another realm, as in a test runner whose modules have globals of their own. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

/** Makes an error of a value that is not one. */
function errorOf(value: unknown): Error {
  if (typeof value !== 'object' || value === null) {
    return new Error(
      `The adapter failed with something other than an error: ${typeof value === 'string' ? value : typeof value}`,
    );
  }
  const { message } = value as { message?: unknown };
  const text =
    typeof message === 'string' ? message : 'The adapter failed with an object that is not an error';
  return Object.assign(new Error(text), value);
}

/**
 * Whether it is plain data without a secret, and not a request, an agent or another object with hidden state.
 */
function isPlain(value: unknown, secrets: readonly string[], depth = 0): boolean {
  if (typeof value === 'string') return !holdsSecret(value, secrets);
  if (typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isData = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!isData || depth > 3) return false;
  const keys = Reflect.ownKeys(value);
  if (keys.length > 100) return false;
  return keys.every((key) => {
    const property = Object.getOwnPropertyDescriptor(value, key) ?? {};
    return !holdsSecret(key, secrets) && 'value' in property && isPlain(property.value, secrets, depth + 1);
  });
}

function holdsSecret(text: string | symbol, secrets: readonly string[]): boolean {
  const plain = typeof text === 'symbol' ? (text.description ?? '') : text;
  return secrets.some((secret) => plain.includes(secret));
}
