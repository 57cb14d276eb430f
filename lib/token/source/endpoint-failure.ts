import { isAxiosError } from '../../axios/axios.js';
import type { ClientCredentials } from '../../config/client-credentials.js';
import { type CertificateFacts, networkRemedy } from '../../errors/network-remedy.js';
import { textOf } from '../../errors/text-of.js';
import { now } from '../../timing/instant.js';
import { TookTooLong } from '../../timing/within.js';
import { NoConnectionFree } from './request-time.js';
import type { TokenFailure } from './token-failure.js';

/** Where a token was requested. */
interface Asked {
  readonly baseURL: string;
  readonly certificateOf: (request: unknown) => CertificateFacts | undefined;
}

/** The connection ended before there was an answer, so asking again at once is worthwhile. */
const REFUSED_OR_RESET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** A connection was refused or lost, or a name is not found for now. This may be over in a moment. */
const QUICK =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/;

/**
 * An axios error holds the whole request, including the secret. Only its message and code leave this module.
 */
export function describeFailure(
  error: unknown,
  credentials: ClientCredentials,
  signal: AbortSignal,
  { baseURL, certificateOf }: Asked,
): TokenFailure {
  if (signal.aborted) return { kind: 'transient', reason: String(signal.reason) };
  if (error instanceof TookTooLong) return { kind: 'transient', reason: error.message };
  if (error instanceof NoConnectionFree)
    return { kind: 'transient', reason: error.message, remedy: error.remedy };

  // Errors may name proxies together with their passwords.
  const text = credentials.redact(textOf(error)).replace(/\/\/[^\s/@]*@/g, '//');
  const cause: Error & { code?: string } = new Error(text);
  const { code, request } = isAxiosError(error) ? error : ({} as { code?: unknown; request?: unknown });
  // An adapter of the host may have created that error.
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

/** Describes what kept a request from being sent. */
export function beforeRequest(
  error: unknown,
  { signal, credentials }: { readonly signal: AbortSignal; readonly credentials: ClientCredentials },
): TokenFailure {
  const reason = signal.aborted ? String(signal.reason) : credentials.redact(textOf(error));
  return { kind: 'transient', reason };
}

/** Whether the status says that the server is busy or down, and not that it does not support the request. */
export function isPassing(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501 && status !== 505 && status !== 511);
}

/** Whether asking again at once is worthwhile. */
export function isWorthASecondTry(failure: TokenFailure): boolean {
  const { code } = (failure.cause ?? {}) as { code?: string };
  return code !== undefined && REFUSED_OR_RESET.has(code);
}
