import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';
import axios from '../axios/axios.js';
import { obedient } from '../config/obedient-transport.js';
import { UnsupportedTransportError } from '../errors/unsupported-transport.error.js';
import { describeRequest } from './request-summary.js';
import { secretsOf } from './secrets.js';

/**
 * The fields that decide where a request goes. A request that sets one of them itself could send the token
 * elsewhere.
 */
export const NETWORK_KEYS = [
  'httpAgent',
  'httpsAgent',
  'lookup',
  'proxy',
  'socketPath',
  'transport',
] as const;

type NetworkOptions = Pick<AxiosRequestConfig & { transport?: unknown }, (typeof NETWORK_KEYS)[number]>;

/**
 * The agents, the proxy and similar options of an account. They are in the configuration of a request only
 * during an attempt: agents keep sockets, sockets keep the header with the token, and a proxy has a password.
 */
export class Network {
  readonly #options: NetworkOptions = {};
  readonly #keys: readonly (typeof NETWORK_KEYS)[number][];

  /** @param http the option of the account; axios' process-wide defaults apply to what it leaves open */
  constructor(http: AxiosRequestConfig) {
    const given = http as Record<string, unknown>;
    const everywhere = axios.defaults as Record<string, unknown>;
    const options = this.#options as Record<string, unknown>;
    for (const key of NETWORK_KEYS) {
      const value = given[key] === undefined ? everywhere[key] : given[key];
      if (value !== undefined) options[key] = value;
    }
    if (options['transport'] !== undefined) options['transport'] = obedient(options['transport']);
    this.#keys = NETWORK_KEYS.filter((key) => key in options);
  }

  /**
   * Admits a request that uses the network options of the account. `proxy: false` is allowed, and so are
   * options of the account that an earlier use of the same configuration has left there.
   *
   * @throws UnsupportedTransportError before anything is sent
   */
  admit(config: InternalAxiosRequestConfig): void {
    const given = config as object as Record<string, unknown>;
    for (const key of NETWORK_KEYS) {
      const value = given[key];
      if (value == null || (key === 'proxy' && value === false)) continue;
      if (value !== this.#options[key]) {
        throw new UnsupportedTransportError(
          `${describeRequest(config)} has "${key}", which could carry the access token elsewhere; nothing was sent. ` +
            'Give it once, in the option "http" of the account.',
        );
      }
      given[key] = undefined;
    }
    // axios then follows no redirects.
    config.maxRedirects = 0;
  }

  /** Puts the network options of the account into a configuration. */
  putInto(config: InternalAxiosRequestConfig): void {
    const target = config as object as Record<string, unknown>;
    for (const key of this.#keys) target[key] ??= this.#options[key];
  }

  /** Takes them out again. */
  takeOutOf(config: InternalAxiosRequestConfig): void {
    takeOut(config, this.#keys);
  }

  /** What errors must not quote, including the token of the attempt. */
  secrets(token: string | undefined): readonly string[] {
    return secretsOf(token, this.#options.proxy);
  }
}

/** Takes all network options out of a configuration, even those that are not the account's. */
export function takeOut(config: InternalAxiosRequestConfig, keys: readonly string[] = NETWORK_KEYS): void {
  const target = config as object as Record<string, unknown>;
  for (const key of keys) {
    // The key is not deleted, because that would slow down every later access to the object. `false` is no
    // secret and was set by the caller, so it stays.
    if (target[key] !== undefined && target[key] !== false) target[key] = undefined;
  }
}
