import type { AxiosRequestConfig } from 'axios';
import { ForeignOriginError } from '../errors/foreign-origin.error.js';

/**
 * A path that every resolver reads alike: printable ASCII without a backslash, and without a scheme, `//` or
 * an at sign at the beginning. URL parsers strip or replace other characters, so that a path may turn into a
 * host.
 */
const PLAIN = /^(?!\/\/|[a-z][a-z\d+\-.]*:|[^/?#]*@)[!-[\]-~]*$/i;
/** Appended to a base URL, such a text turns the host of the base URL into a user name. */
const USER = /^[^/?#]*@/;

/**
 * Refuses a request that would leave the account's origin, no matter which adapter sends it, or that has a
 * user in its URL.
 *
 * An ordinary relative path passes without parsing a URL, which would be the most expensive part of a
 * request. This is safe only together with our own base URL, because axios sends a "relative" URL unchanged
 * if the base is empty.
 *
 * @throws ForeignOriginError before anything is sent
 */
export function refuseForeignOrigin(config: AxiosRequestConfig, baseURL: string): void {
  // A request without a URL goes to the base URL itself. The path "undefined" is as good a stand-in for that
  // as any other.
  const url = String(config.url);
  if (config.baseURL === baseURL && PLAIN.test(url)) return;
  const { origin } = new URL(baseURL);
  for (const address of addressesOf(url, String(config.baseURL))) {
    const target = whereTo(address);
    if (target !== origin) throw new ForeignOriginError(origin, target);
  }
}

/**
 * The addresses that the request may reach, depending on what resolves it: the version of axios, its options,
 * or an adapter of the host.
 */
function addressesOf(url: string, base: string): readonly string[] {
  const resolved = URL.canParse(url, base) ? new URL(url, base).href : url;
  const appended = USER.test(url) ? base + url : base;
  return URL.canParse(url) || url.startsWith('//') ? [appended, resolved, url] : [appended, resolved];
}

/** The origin of an address, or a description of an address that is more than an origin with a path. */
function whereTo(address: string): string {
  if (!URL.canParse(address)) return 'an address without a host';
  const { origin, protocol, username, password } = new URL(address);
  const target = origin === 'null' ? protocol : origin;
  return username + password === '' ? target : `${target} with a user in the URL`;
}
