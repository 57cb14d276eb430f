import type { AxiosRequestConfig } from 'axios';
import { ForeignOriginError } from '../errors/foreign-origin.error.js';

/** What axios takes for an absolute URL, `//host` included; everything else it appends to the base URL. */
const ABSOLUTE = /^([a-z][a-z\d+\-.]*:)?\/\//i;

/**
 * Refuses a request that would leave the account's origin, or that carries a user in its URL.
 *
 * The ordinary relative path passes without parsing a URL, which would be the dearest part of a request.
 *
 * @throws ForeignOriginError before anything is sent
 */
export function refuseForeignOrigin(config: AxiosRequestConfig, baseURL: string): void {
  const url = String(config.url ?? '');
  const isAbsolute = ABSOLUTE.test(url);
  if (config.baseURL === baseURL && !isAbsolute) return;
  const target = parse(isAbsolute ? url : String(config.baseURL), baseURL);
  const { origin } = new URL(baseURL);
  if (target?.origin === origin && target.username === '' && target.password === '') return;
  throw new ForeignOriginError(
    origin,
    target === undefined ? 'an address that cannot be read' : describe(target),
  );
}

function parse(url: string, base: string): URL | undefined {
  return URL.canParse(url, base) ? new URL(url, base) : undefined;
}

function describe(target: URL): string {
  const origin = target.origin === 'null' ? target.protocol : target.origin;
  return target.username === '' && target.password === '' ? origin : `${origin} with a user in the URL`;
}
