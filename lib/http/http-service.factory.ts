import { HttpService } from '@nestjs/axios';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { RequestRunner } from './request-runner.js';

/** Time-out of one attempt in milliseconds, unless `http.timeout` or the request names another. */
const ATTEMPT_TIMEOUT_MS = 20_000;

/**
 * The ordinary `HttpService` of `@nestjs/axios` on an axios instance of its own, whose requests all go through the
 * runner.
 */
export function createHttpService(options: ResolvedOptions, runner: RequestRunner): HttpService {
  const { baseURL } = options.identity;
  const instance = axios.create({
    ...options.http,
    baseURL,
    timeout: options.http.timeout ?? ATTEMPT_TIMEOUT_MS,
    maxRedirects: 0,
    fetchOptions: { ...(options.http.fetchOptions as object | undefined), redirect: 'manual' },
  });
  dropForeignDefaults(instance.defaults, options.http);
  // The first request interceptor to be registered is the last to run: it sees the request as it will be sent.
  instance.interceptors.request.use(
    (config) => {
      const given = config.adapter ?? instance.defaults.adapter;
      config.adapter = (prepared) => {
        // Whoever sends this configuration again must not run it inside itself.
        prepared.adapter = given;
        return runner.run(prepared, axios.getAdapter(given, prepared));
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
 * Authorization of its own, must not reach this one; what it says about the network may stay.
 */
function dropForeignDefaults(defaults: AxiosInstance['defaults'], given: AxiosRequestConfig): void {
  for (const key of ['auth', 'params', 'data'] as const) {
    if (given[key] === undefined) delete defaults[key];
  }
  const methods = { delete: {}, get: {}, head: {}, post: {}, put: {}, patch: {} };
  const common = { Accept: 'application/json, text/plain, */*' };
  const headers: object = given.headers ?? {};
  defaults.headers = { common, ...methods, ...headers } as unknown as AxiosInstance['defaults']['headers'];
}
