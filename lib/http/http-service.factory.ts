import { HttpService } from '@nestjs/axios';
import type { AxiosAdapter, AxiosInstance, AxiosRequestConfig } from 'axios';
import axios from '../axios/axios.js';
import { carrierOf } from '../axios/carrier.js';
import type { CallSettings } from './call-settings.js';
import { NETWORK_KEYS } from './network.js';
import type { RequestPath } from './request-runner.js';
import { dropHeadersOfTheOption } from './secret-headers.js';

/** Time-out of one attempt in milliseconds, unless `http.timeout` or the request names another. */
const ATTEMPT_TIMEOUT_MS = 20_000;

/** What the requests of an account have unless they say otherwise. */
export function requestDefaults({ http, identity }: CallSettings): AxiosRequestConfig {
  return { ...http, baseURL: identity.baseURL, timeout: http.timeout ?? ATTEMPT_TIMEOUT_MS };
}

/** The ordinary `HttpService` of `@nestjs/axios` on an axios instance of its own, whose requests all go one path. */
export function createHttpService(options: CallSettings, path: RequestPath): HttpService {
  /** Requests come here that did not pass the interceptor, and those that a test tool lets through to the network. */
  const lastDoor: AxiosAdapter = (config) => path.letThrough(config);
  const instance = axios.create({ ...requestDefaults(options), maxRedirects: 0, adapter: lastDoor });
  dropForeignDefaults(instance.defaults, options.http);
  // The first request interceptor to be registered is the last to run: it sees the request as it will be sent.
  instance.interceptors.request.use(
    (config) => {
      // axios ends it before it comes to the adapter.
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
 * `axios.create()` starts from axios' process-wide defaults. What a host has put there for other APIs, such as an
 * Authorization of its own, must not reach this one; what it says about the network may stay, and is kept elsewhere.
 */
function dropForeignDefaults(defaults: AxiosInstance['defaults'], given: AxiosRequestConfig): void {
  for (const key of NETWORK_KEYS) delete (defaults as Record<string, unknown>)[key];
  for (const key of ['auth', 'params', 'data'] as const) {
    if (given[key] === undefined) delete defaults[key];
  }
  const methods = { delete: {}, get: {}, head: {}, post: {}, put: {}, patch: {} };
  const common = { Accept: 'application/json, text/plain, */*' };
  const headers: object = given.headers ?? {};
  defaults.headers = { common, ...methods, ...headers } as unknown as AxiosInstance['defaults']['headers'];
}
