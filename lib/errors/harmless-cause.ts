import { inspect } from 'node:util';
import { AlternativePaymentsError } from './alternative-payments.error.js';
import { textOf } from './text-of.js';

/**
 * Signs that an error quotes a secret: parsers of JSON and of URLs quote what they were given, and rows of a database are
 * printed with the names of their columns.
 */
const QUOTES_A_SECRET = /SyntaxError|\bJSON\b|Invalid URL|ERR_INVALID_URL|client_?secret/i;

/**
 * What may be shown of an error of the host's own that read an API key: the error itself, unless a print of it, of its
 * causes or of what they hold may quote the key. Its name and code are told then, and no more.
 */
export function harmlessCause(error: unknown): Error {
  if (error instanceof AlternativePaymentsError) return error;
  if (error instanceof Error && !mayQuoteASecret(error)) return error;
  const { name, code } = factsOf(error);
  const harmless: Error & { code?: string } = new Error(
    `${name}, of which no more is shown since it may quote a secret. Log it where it is thrown`,
  );
  if (code !== undefined) harmless.code = code;
  return harmless;
}

/** What such an error says of itself, in one clause. */
export function harmlessText(error: unknown): string {
  return textOf(error instanceof Error ? harmlessCause(error) : error).replace(/\.$/, '');
}

function mayQuoteASecret(error: Error): boolean {
  try {
    // A getter that throws would show what it throws; Node 22 and later print that without a word.
    for (let one: unknown = error; one instanceof Error; one = one.cause) textsOf(one);
    // Names of files and functions say nothing of the key.
    const lines = inspect(error, { depth: 6 }).split('\n');
    return lines.some((line) => !/^\s*at /.test(line) && QUOTES_A_SECRET.test(line));
  } catch {
    // What cannot be looked at may hold anything.
    return true;
  }
}

function textsOf({ message, stack }: Error): string {
  return `${message}${stack}`;
}

function factsOf(error: unknown): { name: string; code?: string } {
  if (!(error instanceof Error)) return { name: `A value of type ${typeof error} that is no error` };
  try {
    const { name, code } = error as Error & { code?: unknown };
    return { name: String(name), code: typeof code === 'string' ? code : undefined };
  } catch {
    return { name: 'An error that cannot be shown' };
  }
}
