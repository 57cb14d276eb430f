import { isAxiosError, isCancel } from 'axios';
import { isSafe } from './next-step.js';

/** Codes of errors that end a connection before a byte of the request was sent. */
const NOTHING_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_INVALID_URL',
]);

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
  if (!(error instanceof Error) || isSafe(method)) return;
  // An error with a 2xx is an answer that broke off: the API acted, but the caller does not know as what.
  const isDecided = status !== undefined && status >= 300 && status < 500;
  const { code = '' } = error as { code?: string };
  if (isDecided || NOTHING_SENT.has(code)) return;
  Object.assign(error, { outcome: 'unknown' });
  if (isAxiosError(error) && !isCancel(error)) {
    error.message += '; it is unknown whether the API acted on it, so look before you send it again';
  }
}
