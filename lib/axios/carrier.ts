import type { AxiosAdapter, AxiosRequestConfig } from 'axios';
import axios, { copies } from './axios.js';

/** The adapter that sends a request, and what is known of it. */
export interface Carrier {
  readonly send: AxiosAdapter;
  /** Whether this is axios' own adapter for Node's `http`, and not a function of the host. */
  readonly isOwn: boolean;
}

/** Reasons why neither axios' other adapters nor HTTP/2 can be used. */
const FETCH =
  "axios' fetch adapter cannot be used: fetch() repeats a request that was answered with 421 by itself, shows the access token in what it throws, and keeps unread answers open";
const XHR = "axios' xhr adapter is for browsers";
const REMEDY = 'Leave it out, or give "http" or a function';

/**
 * Finds what sends the requests that have this as their `adapter`, or says why nothing does. In a list, the
 * first entry that axios would use counts. `xhr` is passed over, so that axios' default list means `http`.
 */
export function carrierOf(adapter: unknown): Carrier | string {
  const given: readonly unknown[] = Array.isArray(adapter) ? adapter : [adapter];
  for (const one of given) {
    if (one == null || one === false) continue;
    const isName = typeof one === 'string';
    if (isName && one.toLowerCase() === 'xhr') continue;
    if (isName && one.toLowerCase() === 'http') return ownCarrier();
    if (typeof one === 'function')
      return isFetch(one) ? `${FETCH}. ${REMEDY}.` : carrierFrom(one as AxiosAdapter);
    if (isName && one.toLowerCase() === 'fetch') return `${FETCH}. ${REMEDY}.`;
    return `it does not name an adapter. ${REMEDY}.`;
  }
  return given.includes('xhr') ? `${XHR}. ${REMEDY}.` : `it does not name an adapter. ${REMEDY}.`;
}

/**
 * Finds what sends the requests of an account: the adapter of its option `http`, else a function that the
 * host has put into axios' process-wide defaults, else axios' own adapter for `http`.
 */
export function carrierOfAccount({ adapter }: AxiosRequestConfig): Carrier | string {
  if (adapter !== undefined) return carrierOf(adapter);
  const common = axios.defaults.adapter;
  return carrierOf(typeof common === 'function' ? common : 'http');
}

/** The same as an adapter, which fails if there is none. */
export function adapterOfAccount(http: AxiosRequestConfig): AxiosAdapter {
  const carrier = carrierOfAccount(http);
  return typeof carrier === 'string' ? () => Promise.reject(new Error(carrier)) : carrier.send;
}

/** Says why requests cannot be sent with this `httpVersion`, if they cannot. */
export function problemOfHttpVersion(version: unknown): string | undefined {
  if (version === undefined || version === 1 || version === '1') return undefined;
  return 'only HTTP/1.1 is supported, because axios goes on using dead HTTP/2 connections. Leave it out.';
}

function carrierFrom(send: AxiosAdapter): Carrier {
  return { send, isOwn: copies.some((copy) => adapterNamed('http', copy) === send) };
}

function ownCarrier(): Carrier | string {
  const send = adapterNamed('http', axios);
  return send === undefined
    ? 'the build of axios for browsers was loaded, which has no http adapter. Load the one for Node (in Jest: testEnvironment "node").'
    : { send, isOwn: true };
}

/** axios also hands out its fetch adapter as a function. */
function isFetch(adapter: object): boolean {
  return copies.some((copy) => adapterNamed('fetch', copy) === adapter);
}

function adapterNamed(name: 'http' | 'fetch', copy: typeof axios): AxiosAdapter | undefined {
  try {
    return copy.getAdapter(name);
  } catch {
    return undefined;
  }
}
