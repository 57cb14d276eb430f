import type { AxiosRequestConfig } from 'axios';
import { ForeignOriginError } from '../errors/foreign-origin.error.js';

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
  // A request without a URL is to the base URL itself, which the path "undefined" stands for as well as any other.
  const url = String(config.url);
  if (config.baseURL === baseURL && PLAIN.test(url)) return;
  const { origin } = new URL(baseURL);
  for (const address of addressesOf(url, String(config.baseURL))) {
    const target = whereTo(address);
    if (target !== origin) throw new ForeignOriginError(origin, target);
  }
}

/** What may be asked, depending on who resolves it: the version of axios, its options, an adapter of the host's. */
function addressesOf(url: string, base: string): readonly string[] {
  const resolved = URL.canParse(url, base) ? new URL(url, base).href : url;
  const appended = USER.test(url) ? base + url : base;
  return URL.canParse(url) || url.startsWith('//') ? [appended, resolved, url] : [appended, resolved];
}

/** The origin of an address, or what to say of one that is no mere origin with a path. */
function whereTo(address: string): string {
  if (!URL.canParse(address)) return 'an address without a host';
  const { origin, protocol, username, password } = new URL(address);
  const target = origin === 'null' ? protocol : origin;
  return username + password === '' ? target : `${target} with a user in the URL`;
}
