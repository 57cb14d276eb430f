import { HttpService } from '@nestjs/axios';
import type { AxiosAdapter, AxiosInstance, AxiosRequestConfig } from 'axios';
import axios from '../axios/axios.js';
import { carrierOf } from '../axios/carrier.js';
import type { CallSettings } from './call-settings.js';
import { NETWORK_KEYS } from './network.js';
import type { RequestPath } from './request-runner.js';
import { dropHeadersOfTheOption } from './secret-headers.js';

/** Timeout of one attempt in milliseconds, unless `http.timeout` or the request sets another. */
const ATTEMPT_TIMEOUT_MS = 20_000;

/** The defaults of an account's requests. */
export function requestDefaults({ http, identity }: CallSettings): AxiosRequestConfig {
  return { ...http, baseURL: identity.baseURL, timeout: http.timeout ?? ATTEMPT_TIMEOUT_MS };
}

/**
 * Creates the ordinary `HttpService` of `@nestjs/axios` on an axios instance of its own, whose requests all
 * take one path.
 */
export function createHttpService(options: CallSettings, path: RequestPath): HttpService {
  /**
   * Receives requests that bypassed the interceptor, and those that a test tool lets through to the network.
   */
  const lastDoor: AxiosAdapter = (config) => path.letThrough(config);
  const instance = axios.create({ ...requestDefaults(options), maxRedirects: 0, adapter: lastDoor });
  dropForeignDefaults(instance.defaults, options.http);
  // The request interceptor that is registered first runs last, and sees the request as it will be sent.
  instance.interceptors.request.use(
    (config) => {
      // axios ends such a request before it reaches the adapter.
      if (config.signal?.aborted) dropHeadersOfTheOption(config.headers, options.http.headers);
      const isOurs = config.adapter === undefined || config.adapter === lastDoor;
      const given = isOurs ? undefined : config.adapter;
      config.adapter = (prepared) => {
        // A configuration that is sent again must not run inside itself.
        prepared.adapter = given;
        return path.run(prepared, isOurs ? undefined : carrierOf(given));
      };
      return config;
    },
    undefined,
    { synchronous: true },
  );
  return new HttpService(instance);
}

/**
 * `axios.create()` starts from axios' process-wide defaults. What a host has put there for other APIs, such
 * as an Authorization of its own, must not reach this one. What the defaults say about the network may stay,
 * and is kept elsewhere.
 */
function dropForeignDefaults(defaults: AxiosInstance['defaults'], given: AxiosRequestConfig): void {
  for (const key of NETWORK_KEYS) delete (defaults as Record<string, unknown>)[key];
  for (const key of ['auth', 'params', 'data'] as const) if (given[key] === undefined) delete defaults[key];

  const methods = { delete: {}, get: {}, head: {}, post: {}, put: {}, patch: {} };
  const common = { Accept: 'application/json, text/plain, */*' };
  const headers: object = given.headers ?? {};
  defaults.headers = { common, ...methods, ...headers } as unknown as AxiosInstance['defaults']['headers'];
}
