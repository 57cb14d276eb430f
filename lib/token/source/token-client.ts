import type { Axios, AxiosRequestConfig } from 'axios';
import axios from '../../axios/axios.js';
import { adapterOfAccount } from '../../axios/carrier.js';

/** How a host is reached. */
export interface Network {
  readonly baseURL: string;
  /** The option `http`. */
  readonly http: AxiosRequestConfig;
}

/** The part of the `http` option that says how to reach a host, and nothing of what is sent to it. */
const TRANSPORT_OPTIONS = [
  'family',
  'httpAgent',
  'httpsAgent',
  'insecureHTTPParser',
  'lookup',
  'proxy',
  'socketPath',
] as const;

/** A token response has some hundred or thousand bytes. A much longer answer is not one. */
const LONGEST_BODY_BYTES = 1_048_576;

/**
 * An axios instance for token requests. It reaches its host like the account's own, and sends nothing that is
 * meant for the API.
 */
export function tokenClient({ http, baseURL }: Network): Axios {
  const given = http as Record<string, unknown>;
  const network = Object.fromEntries(
    TRANSPORT_OPTIONS.filter((key) => key in given).map((key) => [key, given[key]]),
  );
  // axios.create() would include everything that the host has put into axios' process-wide defaults.
  return new axios.Axios({
    headers: {},
    ...(network as AxiosRequestConfig),
    baseURL,
    adapter: adapterOfAccount(http),
    maxRedirects: 0,
    maxContentLength: LONGEST_BODY_BYTES,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
  });
}
