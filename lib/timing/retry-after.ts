/**
 * Reads a `Retry-After` header (RFC 9110 section 10.2.3): whole seconds or an HTTP date.
 *
 * @param header value of the header as received
 * @param nowMs wall clock in milliseconds since 1970
 * @param maxMs longest wait that is believed, in milliseconds
 * @returns milliseconds to wait, or `undefined` if the header is absent, malformed or names no wait
 */
export function retryAfterMs(header: unknown, nowMs: number, maxMs: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  const text = header.trim();
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : httpDate(text) - nowMs;
  return wait > 0 ? Math.min(wait, maxMs) : undefined;
}

/** Date.parse alone would accept "-5" as the year 2001. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]+, /.test(text) || text.endsWith('GMT') ? Date.parse(text) : NaN;
}
