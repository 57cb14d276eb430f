import { isCancel } from '../axios/axios.js';
import { isFromAxios } from './our-error.js';
import { isSafe } from './retry.js';

/**
 * What was observed of the connection of a request:
 * - `none`: it was never established, so no byte of the request can have left
 * - `plain`: it was connected, but without encryption where the address is https
 * - `stood`: it was established (for https, after the handshake), or had been used before
 * - `unseen`: it could not be observed, because the host has given a function as adapter
 */
export type Connection = 'none' | 'plain' | 'stood' | 'unseen';

/** What is known of a request that ends with an error, apart from the error itself. */
export interface Evidence {
  /** The method in capitals. */
  readonly method: string;
  readonly connection: Connection;
  /** Status of the answer, if there was one. */
  readonly status?: number;
  /**
   * Whether its body was read from a stream while it was sent. Then an error may be about the source of the
   * stream.
   */
  readonly hasStreamedBody: boolean;
}

/** System calls that precede the first byte of a request. */
const BEFORE_SENDING = new Set<unknown>(['connect', 'getaddrinfo']);

/** Longer chains of causes are not followed further. */
const LONGEST_CHAIN = 10;

/**
 * Whether it is unknown if the API acted on the request that ended with this error. Such a request was sent,
 * would change something, and has no answer that tells. Check whether it took effect before you send it
 * again.
 *
 * @example
 * catch (error) {
 *   if (isOutcomeUnknown(error)) await this.reconcile(invoice);
 *   else throw error;
 * }
 */
export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof Error && (error as { outcome?: unknown }).outcome === 'unknown';
}

/**
 * Decides what became of a request that ended with an error: a refusal, a lost connection, a timeout or a
 * cancellation. Only evidence makes the outcome known.
 */
export function outcomeOf(
  error: unknown,
  { method, connection, status, hasStreamedBody }: Evidence,
): 'known' | 'unknown' {
  // The request changes nothing, so there is nothing to check.
  if (isSafe(method)) return 'known';
  // Nothing of it was sent. If there is an answer nevertheless, a proxy gave it in place of the API.
  if (connection === 'none') return 'known';
  if (status !== undefined) {
    // The API never answers unencrypted for an https address, so a proxy has refused the request.
    if (connection === 'plain') return 'known';
    // A 4xx says that the API did not act. With a 2xx it did, but the caller cannot read the result. A
    // redirect and a failure of the server say nothing about what was done before them.
    return status >= 400 && status < 500 ? 'known' : 'unknown';
  }
  // The connection was established, no matter what the error says.
  if (connection === 'stood') return 'unknown';
  // The error may precede the first byte, unless it is about the source of the body.
  return !hasStreamedBody && isUnsent(error) ? 'known' : 'unknown';
}

/** Marks an error with which a request ends, if the outcome is unknown. */
export function markOutcome(error: unknown, evidence: Evidence): void {
  if (!(error instanceof Error) || isOutcomeUnknown(error)) return;
  if (outcomeOf(error, evidence) === 'known') return;
  Object.assign(error, { outcome: 'unknown' });
  if (isFromAxios(error) && !isCancel(error))
    error.message += '; it is unknown whether the API acted on it, so check before you send it again';
}

/**
 * Whether the error proves that nothing was sent, because it or one of its causes comes from a system call
 * that precedes sending. A code alone proves nothing: Linux reports the lost route of an established
 * connection with the same codes.
 */
function isUnsent(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > LONGEST_CHAIN) return false;
  const { syscall, errors, cause } = error as { syscall?: unknown; errors?: unknown; cause?: unknown };
  if (syscall !== undefined) return BEFORE_SENDING.has(syscall);
  if (Array.isArray(errors) && errors.length > 0) return errors.every((one) => isUnsent(one, depth + 1));
  return isUnsent(cause, depth + 1);
}
