/** Hosts that stand for this machine, where a simulator listens. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(?=\/|$)/i;

/**
 * The address of an invoice's payment page, fit for a redirect. The API has been seen to answer it without a
 * scheme, as a host and a path; a browser would take that for a path of our own.
 */
export function withScheme(url: string): string {
  if (/^https?:\/\//i.test(url)) return url;
  const address = url.replace(/^\/+/, '');
  return `${LOOPBACK.test(address) ? 'http' : 'https'}://${address}`;
}
