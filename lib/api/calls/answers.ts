import type { AxiosResponse } from 'axios';
import { isPlainObject } from '../../config/values.js';
import type { Result } from '../../errors/result.js';
import type { CheckoutToken, Link } from '../types/index.js';

/**
 * Takes what a caller gets from the body of an answer, or says what is wrong with it. Only what this package
 * or every caller relies on is checked, because the vendor adds fields and words without notice.
 *
 * @param baseURL address of the API that answered
 */
export type Read<T> = (body: unknown, baseURL?: string) => Result<T, string>;

/** A link without a scheme begins with the name or the number of a host, which may have a port. */
const HOST = /^(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?(?=[/?#]|$)/i;

/** What browsers leave out of a link, or read as a slash. */
const UNUSABLE = /[\s\\\p{Cc}\p{Cs}]/u;

/**
 * Takes what a caller gets from what came back. An interceptor of the host may have put something else in
 * the place of the answer, such as its data alone, of which nobody can tell whether it is all.
 */
export function readAnswer<T>(answer: unknown, read: Read<T>): Result<T, string> {
  const { status, data, config } = isPlainObject(answer) ? (answer as Partial<AxiosResponse>) : {};
  if (typeof status !== 'number')
    return { problem: 'an interceptor of the application has put something else in the place of the answer' };
  return read(data, config?.baseURL);
}

/** An object with an id. */
export function entity<T>(body: unknown): Result<T, string> {
  if (!isPlainObject(body)) return { problem: 'it is no JSON object' };
  const { id } = body;
  return typeof id === 'string' && id.trim() !== '' ? { value: body as T } : { problem: 'it has no "id"' };
}

/** An object with an id, or nothing, where the API says no more than that it was done. */
export function entityOrNothing<T>(body: unknown): Result<T | undefined, string> {
  const isEmpty = isNothing(body) || (isPlainObject(body) && Object.keys(body).length === 0);
  return isEmpty ? { value: undefined } : entity<T>(body);
}

/** An object of which no field is sure. */
export function object<T>(body: unknown): Result<T, string> {
  return isPlainObject(body) ? { value: body as T } : { problem: 'it is no JSON object' };
}

/** Whatever the answer is. */
export function anything<T>(body: unknown): Result<T, string> {
  return { value: (isNothing(body) ? undefined : body) as T };
}

/** A link to a web page. The API leaves out the scheme where a partner has an address of its own. */
export function link(body: unknown, baseURL?: string): Result<Link, string> {
  const url = isPlainObject(body) ? body['url'] : undefined;
  if (typeof url !== 'string' || url === '') return { problem: 'it has no "url"' };
  const whole = /^https?:\/\/[^/]/i.test(url) ? url : withScheme(url.replace(/^\/\//, ''), baseURL);
  if (whole === undefined || UNUSABLE.test(whole) || !URL.canParse(whole))
    return { problem: 'its "url" is not the address of a web page' };
  return { value: { ...(body as object), url: whole } };
}

/** Web pages have https. What the API's own host serves has the scheme of the API, as in a simulator. */
function withScheme(link: string, baseURL = ''): string | undefined {
  const api = URL.canParse(baseURL) ? new URL(baseURL) : undefined;
  if (api !== undefined && link.split(/[/?#]/)[0] === api.host) return `${api.protocol}//${link}`;
  return HOST.test(link) ? `https://${link}` : undefined;
}

/** A token for the browser. Clients have seen it under two names. */
export function checkoutToken(body: unknown): Result<CheckoutToken, string> {
  const { token, access_token } = isPlainObject(body) ? body : {};
  const value = token ?? access_token;
  if (typeof value !== 'string' || value.trim() === '') return { problem: 'it has no "token"' };
  return { value: { ...(body as object), token: value } };
}

/** The body of an answer without one is a blank text. */
function isNothing(body: unknown): boolean {
  return body === undefined || body === null || (typeof body === 'string' && body.trim() === '');
}
