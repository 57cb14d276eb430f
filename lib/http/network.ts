import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';
import axios from '../axios/axios.js';
import { obedient } from '../config/obedient-transport.js';
import { UnsupportedTransportError } from '../errors/unsupported-transport.error.js';
import { describeRequest } from './request-summary.js';
import { secretsOf } from './secrets.js';

/** What decides where the bytes of a request go. With one of its own a request could carry the token elsewhere. */
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
 * The agents, the proxy and the like of an account. They are in the configuration of a request only while it is under
 * way: agents keep the sockets, and those the header with the token; a proxy has a password.
 */
export class Network {
  readonly #options: NetworkOptions = {};
  readonly #keys: readonly (typeof NETWORK_KEYS)[number][];

  /** @param http the option of the account; what it leaves open is as in axios' process-wide defaults */
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
   * Lets a request in that goes the account's way. `proxy: false` is no way of its own, and what an earlier use of the
   * same configuration has left there is the account's.
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
    // axios follows none then.
    config.maxRedirects = 0;
  }

  /** Puts the account's way into a configuration. */
  putInto(config: InternalAxiosRequestConfig): void {
    const target = config as object as Record<string, unknown>;
    for (const key of this.#keys) target[key] ??= this.#options[key];
  }

  /** Takes it out again. */
  takeOutOf(config: InternalAxiosRequestConfig): void {
    takeOut(config, this.#keys);
  }

  /** What errors must not quote, the token of the attempt included. */
  secrets(token: string | undefined): readonly string[] {
    return secretsOf(token, this.#options.proxy);
  }
}

/** Takes every way out of a configuration, also one that is not the account's. */
export function takeOut(config: InternalAxiosRequestConfig, keys: readonly string[] = NETWORK_KEYS): void {
  const target = config as object as Record<string, unknown>;
  for (const key of keys) {
    // Not deleted: that would make every later access to the object slow. `false` is no secret, and the caller's word.
    if (target[key] !== undefined && target[key] !== false) target[key] = undefined;
  }
}
