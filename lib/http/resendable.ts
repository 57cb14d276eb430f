/**
 * Whether a body, as axios' transforms have left it, can be sent a second time with the same bytes. A stream
 * cannot: sent again, it would be empty, and the server would take that for the request.
 */
export function isResendable(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return true;
  if (Buffer.isBuffer(body) || body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return true;
  return body instanceof URLSearchParams || body instanceof FormData || body instanceof Blob;
}
