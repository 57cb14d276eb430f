import type { AxiosResponse, AxiosResponseTransformer, InternalAxiosRequestConfig } from 'axios';
import { AxiosError } from '../axios/axios.js';
import { textOf } from '../errors/text-of.js';
import { isOutcomeUnknown, markOutcome } from './outcome.js';
import { methodOf } from './request-summary.js';

/**
 * Watches over the transforms that axios will run on an answer: if one of them cannot read it, the caller does not know
 * what became of the request any more than if the answer had broken off. The configuration is as before when they run.
 */
export function watchTransforms(config: InternalAxiosRequestConfig, response: AxiosResponse): void {
  const given = config.transformResponse;
  const transforms = [given ?? []].flat();
  const watch: AxiosResponseTransformer = function (this: InternalAxiosRequestConfig, data, headers, status) {
    config.transformResponse = given;
    try {
      return transforms.reduce((left: unknown, one) => one.call(this, left, headers, status), data);
    } catch (error) {
      throw marked(error, config, response);
    }
  };
  config.transformResponse = [watch];
}

/** The error itself where it can be marked. */
function marked(error: unknown, config: InternalAxiosRequestConfig, response: AxiosResponse): unknown {
  const method = methodOf(config);
  if (error instanceof Error && Object.isExtensible(error)) {
    markOutcome(error, method, response.status);
    return error;
  }
  const substitute = new AxiosError(
    textOf(error),
    AxiosError.ERR_BAD_RESPONSE,
    config,
    response.request,
    response,
  );
  markOutcome(substitute, method, response.status);
  return isOutcomeUnknown(substitute) ? Object.assign(substitute, { cause: error }) : error;
}
