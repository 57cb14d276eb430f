import type { AxiosRequestConfig } from 'axios';
import { ForeignOriginError } from '../errors/foreign-origin.error.js';

/** What axios takes for an absolute URL, `//host` included; everything else it appends to the base URL. */
const ABSOLUTE = /^([a-z][a-z\d+\-.]*:)?\/\//i;

/**
 * A path that means the same to everybody who resolves it: printable ASCII without a backslash, and neither a scheme nor
 * `//` nor an at sign at the beginning. Parsers of URLs strip or replace the rest, so that it may become a host.
 */
const PLAIN = /^(?!\/\/|[a-z][a-z\d+\-.]*:|[^/?#]*@)[!-[\]-~]*$/i;
/** Appended to a base URL as it is, this turns the host of that into the name of a user. */
const USER = /^[^/?#]*@/;

/**
 * Refuses a request that would leave the account's origin, whatever carries it, or that has a user in its URL.
 *
 * The ordinary relative path passes without parsing a URL, which would be the dearest part of a request. It is
 * safe only together with our own base URL: axios sends a "relative" URL as it is where the base is empty.
 *
 * @throws ForeignOriginError before anything is sent
 */
export function refuseForeignOrigin(config: AxiosRequestConfig, baseURL: string): void {
  const url = String(config.url ?? '');
  if (config.baseURL === baseURL && PLAIN.test(url)) return;
  const { origin } = new URL(baseURL);
  for (const address of addressesOf(url, String(config.baseURL))) {
    const target = URL.canParse(address) ? new URL(address) : undefined;
    if (target?.origin === origin && target.username === '' && target.password === '') continue;
    throw new ForeignOriginError(
      origin,
      target === undefined ? 'an address without a host' : describe(target),
    );
  }
}

/** Where the request goes, depending on who resolves it: the version of axios, its options, an adapter of the host's. */
function addressesOf(url: string, base: string): readonly string[] {
  const resolved = URL.canParse(url, base) ? new URL(url, base).href : url;
  const appended = USER.test(url) ? base + url : base;
  return ABSOLUTE.test(url) || URL.canParse(url) ? [appended, resolved, url] : [appended, resolved];
}

function describe(target: URL): string {
  const origin = target.origin === 'null' ? target.protocol : target.origin;
  return target.username === '' && target.password === '' ? origin : `${origin} with a user in the URL`;
}
