import type { InternalAxiosRequestConfig } from 'axios';

/** Whether a request that was answered with 401 may be sent once more. */
export function mayReplay(config: InternalAxiosRequestConfig): boolean {
  return config.alternativePayments?.replay !== false && canSendAgain(config.data);
}

/**
 * Whether a body, as axios' transforms have left it, yields the same bytes a second time. A stream does
 * not; sent again it would be empty, and the server would take that for the request.
 */
function canSendAgain(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return true;
  if (Buffer.isBuffer(body) || body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return true;
  if (body instanceof URLSearchParams || body instanceof FormData || body instanceof Blob) return true;
  return false;
}
