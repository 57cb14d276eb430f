import { isAxiosError } from '../axios/axios.js';
import type { ClientCredentials } from '../config/client-credentials.js';
import { type CertificateFacts, networkRemedy } from '../errors/network-remedy.js';
import { textOf } from '../errors/text-of.js';
import { now } from '../timing/instant.js';
import { TookTooLong } from '../timing/within.js';
import type { TokenFailure } from './token-failure.js';

/** Where a token was asked for. */
interface Asked {
  readonly baseURL: string;
  readonly certificateOf: (request: unknown) => CertificateFacts | undefined;
}

/** The connection ended before there was an answer, so that asking again at once is worth it. */
const REFUSED_OR_RESET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** A connection that was refused or lost, or a name that is not found for now: it may be over in a moment. */
const QUICK =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;

/** An axios error holds the whole request, secret included. Only its message and code leave this room. */
export function describeFailure(
  error: unknown,
  credentials: ClientCredentials,
  signal: AbortSignal,
  { baseURL, certificateOf }: Asked,
): TokenFailure {
  if (signal.aborted) return { kind: 'transient', reason: String(signal.reason) };
  if (error instanceof TookTooLong) return { kind: 'transient', reason: error.message };
  // Errors may name proxies together with their passwords.
  const text = credentials.redact(textOf(error)).replace(/\/\/[^\s/@]*@/g, '//');
  const cause: Error & { code?: string } = new Error(text);
  const { code, request } = isAxiosError(error) ? error : ({} as { code?: unknown; request?: unknown });
  // An adapter of the host's own may have made that error.
  if (typeof code === 'string') cause.code = code;
  const remedy = networkRemedy({
    code: cause.code ?? '',
    text,
    host: new URL(baseURL).host,
    certificate: certificateOf(request),
    nowMs: now().wallMs,
  });
  const isQuick = QUICK.test(cause.code ?? '');
  return {
    kind: 'transient',
    reason: `the request failed (${text || String(code)})`,
    isQuick,
    remedy,
    cause,
  };
}

/** Statuses of a server that is busy or down, and not of one that does not do such things. */
export function isPassing(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501 && status !== 505 && status !== 511);
}

/** Whether asking again at once is worth it. */
export function isWorthASecondTry(failure: TokenFailure): boolean {
  const { code } = (failure.cause ?? {}) as { code?: string };
  return code !== undefined && REFUSED_OR_RESET.has(code);
}
