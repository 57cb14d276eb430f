import { ERROR_CODES } from '../axios/error-codes.js';
import { OWN_ERROR_CODES } from '../errors/error-codes.js';

/** Stands for every value that is not on a list, so that nobody can make series by inventing values. */
export const OTHER = '_OTHER';

/**
 * Says in one word how something failed: one of our codes, the status of the answer, or a code of axios or of
 * the network.
 */
export function errorTypeOf(error: unknown): string {
  const { code, response } = (error ?? {}) as { code?: unknown; response?: { status?: unknown } };
  if (typeof code === 'string' && OWN_ERROR_CODES.has(code)) return code;
  const status = statusOf(response?.status);
  if (status !== undefined) return String(status);
  return typeof code === 'string' && ERROR_CODES.has(code) ? code : OTHER;
}

/** A status that HTTP knows; a server may send any number of three digits. */
export function statusOf(status: unknown): number | undefined {
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599
    ? status
    : undefined;
}
