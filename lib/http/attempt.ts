import { Readable } from 'node:stream';
import type { AxiosRequestHeaders, AxiosResponse, RawAxiosHeaders } from 'axios';
import { AxiosError, AxiosHeaders, isCancel } from '../axios/axios.js';
import { AlternativePaymentsError } from '../errors/alternative-payments.error.js';
import { retryAfterMs } from '../timing/retry-after.js';
import type { AccessToken } from '../token/access-token.js';
import type { Verdict } from '../token/rejections.js';
import { isFromAxios } from './our-error.js';
import type { Connection } from './outcome.js';
import type { AttemptFacts } from './retry.js';

/** The result of one attempt: an answer, an error, or an error that holds an answer. */
export interface Attempt {
  readonly response?: AxiosResponse;
  readonly error?: unknown;
  /** What was observed of the connection that carried it. */
  readonly connection: Connection;
  /** Whether the answer broke off. */
  readonly isCut?: boolean;
}

/** Longest `Retry-After` that is respected, in milliseconds. */
const LONGEST_RETRY_AFTER_MS = 600_000;

/**
 * Copies the headers and adds our token. The caller's own headers, which the configuration keeps, never hold
 * it.
 */
export function withBearer(headers: AxiosRequestHeaders, token: AccessToken): AxiosRequestHeaders {
  // This is much cheaper than the constructor, which parses every header again.
  const copy = Object.assign(Object.create(AxiosHeaders.prototype) as AxiosRequestHeaders, headers);
  copy.Authorization = `Bearer ${token.value}`;
  return copy;
}

/** The facts of an attempt that decide what comes next. */
export function factsOf(attempt: Attempt, method: string, rejection: Verdict | undefined): AttemptFacts {
  return {
    method,
    rejection,
    isOverLimit: attempt.response?.status === 429,
    hasFailed: hasFailed(attempt),
    retryAfterMs: askedPauseMs(attempt),
  };
}

/**
 * Whether the server answered 5xx and the caller does not accept that, or the connection failed before the
 * answer or in the middle of it. A timeout, a cancellation, and an error that would only happen again do not
 * count.
 */
function hasFailed({ response, error, isCut }: Attempt): boolean {
  if (isCut) return true;
  if (!isFromAxios(error) || isCancel(error)) return false;
  if (response !== undefined) return response.status >= 500 && !LASTING_STATUS.has(response.status);
  const { code = '' } = error;
  return !isTimeout(error) && !NOT_SENDABLE.has(code) && !LASTING.test(code);
}

/** The server does not support the method, or the version of HTTP. */
const LASTING_STATUS = new Set([501, 505]);

/** Codes with which axios refuses to send a request at all, or refuses an answer that is too long. */
const NOT_SENDABLE = new Set([
  'ERR_BAD_OPTION',
  'ERR_BAD_OPTION_VALUE',
  'ERR_INVALID_URL',
  'ERR_BAD_REQUEST',
  'ERR_BAD_RESPONSE',
  'ERR_NOT_SUPPORT',
  'ERR_FORM_DATA_DEPTH_EXCEEDED',
]);

/**
 * Codes of errors that last until somebody fixes the cause: certificates, a failed TLS handshake, an answer
 * that is not HTTP.
 */
const LASTING =
  /^(?:CERT_|CRL_|UNABLE_TO_|ERROR_IN_C|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH_|HOSTNAME_MISMATCH|EPROTO$|ERR_TLS_CERT|ERR_SSL_.*(?:CERT|UNKNOWN_CA|VERSION|PROTOCOL|HANDSHAKE_FAILURE)|HPE_)/;

/**
 * Whether an attempt took longer than its timeout allows. A timeout of the network comes from a system call;
 * those of axios and of ours do not.
 */
export function isTimeout({ code, cause }: AxiosError): boolean {
  if (code === AxiosError.ECONNABORTED) return true;
  return code === AxiosError.ETIMEDOUT && (cause as NodeJS.ErrnoException | undefined)?.syscall === undefined;
}

/** The pause that the server asked for with `Retry-After`, in milliseconds. */
function askedPauseMs({ response }: Attempt): number | undefined {
  if (response === undefined) return undefined;
  const headers = AxiosHeaders.from(response.headers as RawAxiosHeaders);
  return retryAfterMs(headers.get('retry-after'), headers.get('date'), Date.now(), LONGEST_RETRY_AFTER_MS);
}

/** The header `WWW-Authenticate` of an answer. */
export function challengeOf({ headers }: AxiosResponse): unknown {
  return AxiosHeaders.from(headers as RawAxiosHeaders).get('www-authenticate');
}

/** Ends a body that will not be read. It would keep its connection, which a token request may need. */
export function discard({ response }: Pick<Attempt, 'response'>): void {
  const body = response?.data as
    { destroy?: unknown; locked?: boolean; cancel?: () => Promise<void> } | undefined;
  if (body instanceof Readable) body.destroy();
  // A function given as adapter may return a web stream.
  else if (body?.locked === false) body.cancel?.().catch(() => undefined);
}

/** Whether the attempt is complete and nothing needs to follow. */
export function isAccepted({ response, error }: Attempt): boolean {
  return error === undefined && response !== undefined && response.status < 300;
}

/**
 * Combines the last attempt with the reason why there is no further one. The caller gets the API's answer,
 * with that reason as its cause. A caller who has cancelled gets just the cancellation.
 */
export function withCause(attempt: Attempt | undefined, error: unknown): Attempt {
  if (attempt === undefined || !(error instanceof AlternativePaymentsError))
    return { error, connection: 'none' };
  if (attempt.error instanceof Error) attempt.error.cause ??= error;
  return attempt;
}
