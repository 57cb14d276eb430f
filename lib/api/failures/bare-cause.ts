import type { AxiosError } from '../../axios/axios.js';
import { networkRemedy } from '../../errors/network-remedy.js';
import { strike } from '../../http/secrets.js';

/** Longer chains of causes are not followed further. */
const LONGEST_CHAIN = 10;

type SystemError = Error & { readonly code?: unknown; readonly syscall?: unknown };

/**
 * Copies the error of the socket that is behind an error, with nothing but its message, its code and its
 * system call. Other causes are left out: parsers quote what they cannot read.
 */
export function bareCause(error: Error, forms: readonly string[]): Error | undefined {
  const found = systemErrorIn(error.cause);
  if (found === undefined) return undefined;
  const { message, code, syscall } = found;
  const bare = new Error(strike(message || String(code), forms));
  bare.stack = `Error: ${bare.message}`;
  return Object.assign(bare, { code }, typeof syscall === 'string' ? { syscall } : {});
}

function systemErrorIn(cause: unknown, depth = 0): SystemError | undefined {
  if (!(cause instanceof Error) || depth > LONGEST_CHAIN) return undefined;
  const { code } = cause as SystemError;
  const isAxios = 'isAxiosError' in cause;
  return typeof code === 'string' && !isAxios ? cause : systemErrorIn(cause.cause, depth + 1);
}

/** What to do about a call that got no answer. */
export function remedyFor({ code = '', message, config }: AxiosError): string {
  const { baseURL = '' } = config ?? {};
  const host = URL.canParse(baseURL) ? new URL(baseURL).host : 'the API';
  return (
    networkRemedy({ code, text: message, host, nowMs: Date.now() }) ??
    'If this lasts, check the network, the proxy (option "http") and the status of the API.'
  );
}
