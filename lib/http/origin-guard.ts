import type { AxiosRequestConfig } from 'axios';
import { ForeignOriginError } from '../errors/foreign-origin.error.js';

/** What axios takes for an absolute URL, `//host` included; everything else it appends to the base URL. */
const ABSOLUTE = /^([a-z][a-z\d+\-.]*:)?\/\//i;

/**
 * Refuses a request that would leave the account's origin, or that carries a user in its URL.
 *
 * The ordinary relative path passes without parsing a URL, which would be the dearest part of a request. It is
 * safe only together with our own base URL: axios sends a "relative" URL as it is where the base is empty.
 *
 * @throws ForeignOriginError before anything is sent
 */
export function refuseForeignOrigin(config: AxiosRequestConfig, baseURL: string): void {
  const url = String(config.url ?? '');
  const isAbsolute = ABSOLUTE.test(url);
  if (config.baseURL === baseURL && !isAbsolute) return;
  const { origin } = new URL(baseURL);
  // Which of the two axios uses depends on its version and on allowAbsoluteUrls, so both have to be ours.
  const addresses = [String(config.baseURL), ...(isAbsolute ? [url] : [])];
  for (const address of addresses) {
    const target = URL.canParse(address) ? new URL(address) : undefined;
    if (target?.origin === origin && target.username === '' && target.password === '') continue;
    throw new ForeignOriginError(
      origin,
      target === undefined ? 'an address without a host' : describe(target),
    );
  }
}

function describe(target: URL): string {
  const origin = target.origin === 'null' ? target.protocol : target.origin;
  return target.username === '' && target.password === '' ? origin : `${origin} with a user in the URL`;
}
