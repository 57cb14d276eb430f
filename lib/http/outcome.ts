import { isCancel } from '../axios/axios.js';
import { isFromAxios } from './our-error.js';
import { isSafe } from './retry.js';

/**
 * What was seen of the connection that a request was to go out on:
 * - `none`: it never stood, so that no byte of the request can have left
 * - `plain`: it was connected, but without encryption where the address is https
 * - `stood`: it was connected, for https after its handshake, or was one that had been used before
 * - `unseen`: nobody could look, as in a function that the host has given as adapter
 */
export type Connection = 'none' | 'plain' | 'stood' | 'unseen';

/** What is known of a request that ends with an error, but for the error. */
export interface Evidence {
  /** In capitals. */
  readonly method: string;
  readonly connection: Connection;
  /** Of the answer, if there was one. */
  readonly status?: number;
  /** Whether its body was read from somewhere while it was sent: then an error may be about that place. */
  readonly hasStreamedBody: boolean;
}

/** Calls of the system that come before the first byte of a request. */
const BEFORE_SENDING = new Set<unknown>(['connect', 'getaddrinfo']);

/** Of a longer chain of causes the rest is not looked at. */
const LONGEST_CHAIN = 10;

/**
 * Whether it is unknown if the API acted on the request that ended with this error: it was sent, it was to change
 * something, and no answer tells. Look whether it took effect before you send it again.
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
 * What became of a request that ended with an error, whatever the error is: a refusal, a lost connection, a time-out or a
 * caller who gave up. Only evidence makes it known.
 */
export function outcomeOf(
  error: unknown,
  { method, connection, status, hasStreamedBody }: Evidence,
): 'known' | 'unknown' {
  // It changes nothing, so there is nothing to look for.
  if (isSafe(method)) return 'known';
  // Nothing of it was sent. If there is an answer all the same, a proxy gave it in place of the API.
  if (connection === 'none') return 'known';
  if (status !== undefined) {
    // The API never answers in the clear for an https address: a proxy did not let the request through.
    if (connection === 'plain') return 'known';
    // A refusal says that the API did not act. With a 2xx it did, but the caller cannot read as what; a redirect and a
    // failure of the server say nothing of what was done before them.
    return status >= 400 && status < 500 ? 'known' : 'unknown';
  }
  // Whatever the error says, the connection was there.
  if (connection === 'stood') return 'unknown';
  // The error may come from before the first byte, unless it is about the place that the body was read from.
  return !hasStreamedBody && isUnsent(error) ? 'known' : 'unknown';
}

/** Marks an error with which a request ends, if it is unknown what became of that. */
export function markOutcome(error: unknown, evidence: Evidence): void {
  if (!(error instanceof Error) || isOutcomeUnknown(error)) return;
  if (outcomeOf(error, evidence) === 'known') return;
  Object.assign(error, { outcome: 'unknown' });
  if (isFromAxios(error) && !isCancel(error)) {
    error.message += '; it is unknown whether the API acted on it, so look before you send it again';
  }
}

/**
 * Whether the error proves that nothing was sent: it, or an error that caused it, comes from a system call that precedes
 * sending. A code alone proves nothing, since Linux reports a lost route of a connection that stands with the same ones.
 */
function isUnsent(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > LONGEST_CHAIN) return false;
  const { syscall, errors, cause } = error as { syscall?: unknown; errors?: unknown; cause?: unknown };
  if (syscall !== undefined) return BEFORE_SENDING.has(syscall);
  if (Array.isArray(errors) && errors.length > 0) return errors.every((one) => isUnsent(one, depth + 1));
  return isUnsent(cause, depth + 1);
}
