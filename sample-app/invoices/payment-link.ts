/** Hosts that refer to this machine, where a simulator listens. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(?=\/|$)/i;

/**
 * Completes the address of an invoice's payment page, so that it can be used in a redirect. The API is known
 * to return it without a scheme, as a host and a path, which a browser would take for a path of our own.
 */
export function withScheme(url: string): string {
  if (/^https?:\/\//i.test(url)) return url;
  const address = url.replace(/^\/+/, '');
  return `${LOOPBACK.test(address) ? 'http' : 'https'}://${address}`;
}
