import { isCancel } from '../axios/axios.js';
import { isSafe } from './retry.js';
import { isFromAxios } from './our-error.js';

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

/** Marks the error of an attempt that was sent, if the caller cannot know what became of it. */
export function markOutcome(error: unknown, method: string, status: number | undefined): void {
  if (!(error instanceof Error) || isSafe(method) || isOutcomeUnknown(error)) return;
  // With a 2xx the API acted, but the caller does not know as what. A redirect says nothing of what was done before it.
  const isDecided = status !== undefined && status >= 400 && status < 500;
  if (isDecided || isUnsent(error)) return;
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
