import { inspect } from 'node:util';
import { AlternativePaymentsError } from './alternative-payments.error.js';
import { textOf } from './text-of.js';

/**
 * Signs that an error quotes a secret. Parsers of JSON and of URLs quote their input, and rows of a database
 * are printed with the names of their columns.
 */
const QUOTES_A_SECRET = /SyntaxError|\bJSON\b|Invalid URL|ERR_INVALID_URL|client_?secret/i;

/**
 * Makes an error of the host's function that reads the API key safe to show. The error is returned unchanged,
 * unless a print of it, of its causes or of their properties may quote the key. In that case only its name
 * and code are shown.
 */
export function harmlessCause(error: unknown): Error {
  if (error instanceof AlternativePaymentsError) return error;
  if (error instanceof Error && !mayQuoteASecret(error)) return error;
  const { name, code } = factsOf(error);
  const harmless: Error & { code?: string } = new Error(
    `${name}; its text is not shown, because it may quote a secret. Log it where it is thrown`,
  );
  if (code !== undefined) harmless.code = code;
  return harmless;
}

/** Describes such an error in one clause. */
export function harmlessText(error: unknown): string {
  return textOf(error instanceof Error ? harmlessCause(error) : error).replace(/\.$/, '');
}

function mayQuoteASecret(error: Error): boolean {
  try {
    // A getter that throws would show what it throws. Node 22 and later print that without any warning.
    for (let one: unknown = error; one instanceof Error; one = one.cause) textsOf(one);
    // Stack frames only hold names of files and functions.
    const lines = inspect(error, { depth: 6 }).split('\n');
    return lines.some((line) => !/^\s*at /.test(line) && QUOTES_A_SECRET.test(line));
  } catch {
    // An error that cannot be inspected may hold anything.
    return true;
  }
}

function textsOf({ message, stack }: Error): string {
  return `${message}${stack}`;
}

function factsOf(error: unknown): { name: string; code?: string } {
  if (!(error instanceof Error)) return { name: `A value of type ${typeof error} that is not an error` };
  try {
    const { name, code } = error as Error & { code?: unknown };
    return { name: String(name), code: typeof code === 'string' ? code : undefined };
  } catch {
    return { name: 'An error that cannot be shown' };
  }
}
