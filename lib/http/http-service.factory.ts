import { HttpService } from '@nestjs/axios';
import type { AxiosAdapter, AxiosInstance, AxiosRequestConfig } from 'axios';
import axios from '../axios/axios.js';
import { carrierOf, carrierOfAccount } from '../axios/carrier.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { InterceptorMissingError } from '../errors/interceptor-missing.error.js';
import { Network } from './network.js';
import { refuseForeignOrigin } from './origin-guard.js';
import { asAxiosKnowsIt } from './our-error.js';
import { describeRequest } from './request-summary.js';
import type { RequestRunner } from './request-runner.js';
import { dropHeadersOfTheOption } from './secret-headers.js';

/** Time-out of one attempt in milliseconds, unless `http.timeout` or the request names another. */
const ATTEMPT_TIMEOUT_MS = 20_000;

/**
 * The ordinary `HttpService` of `@nestjs/axios` on an axios instance of its own, whose requests all go through the
 * runner.
 */
export function createHttpService(options: ResolvedOptions, runner: RequestRunner): HttpService {
  const { baseURL, account } = options.identity;
  const { headers } = options.http;
  const carrier = carrierOfAccount(options.http);
  /** Requests come here that did not pass the interceptor, and those that a test tool lets through to the network. */
  const lastDoor: AxiosAdapter = async (config) => {
    if (typeof carrier === 'string' || !runner.isUnderWay(config)) {
      dropHeadersOfTheOption(config.headers, headers);
      throw asAxiosKnowsIt(new InterceptorMissingError(account, describeRequest(config)), config);
    }
    refuseForeignOrigin(config, baseURL);
    return carrier.send(config);
  };
  const instance = axios.create({
    ...options.http,
    baseURL,
    timeout: options.http.timeout ?? ATTEMPT_TIMEOUT_MS,
    maxRedirects: 0,
    adapter: lastDoor,
  });
  dropForeignDefaults(instance.defaults, options.http);
  const network = new Network(instance.defaults);
  // The first request interceptor to be registered is the last to run: it sees the request as it will be sent.
  instance.interceptors.request.use(
    (config) => {
      // axios ends it before it comes to the adapter.
      if (config.signal?.aborted) dropHeadersOfTheOption(config.headers, headers);
      const isOurs = config.adapter === undefined || config.adapter === lastDoor;
      const given = isOurs ? undefined : config.adapter;
      config.adapter = (prepared) => {
        // A configuration that is sent again must not run inside itself.
        prepared.adapter = given;
        return runner.run(prepared, isOurs ? carrier : carrierOf(given), network);
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
