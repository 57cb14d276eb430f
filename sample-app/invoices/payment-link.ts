/**
 * The address of an invoice's payment page, fit for a redirect. The API has been seen to answer it without a
 * scheme, as a host and a path; a browser would take that for a path of our own.
 */
export function withScheme(url: string): string {
  return /^https?:\/\//i.test(url) ? url : `https://${url.replace(/^\/+/, '')}`;
}
