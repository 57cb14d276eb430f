import type { AxiosResponse, AxiosResponseTransformer, InternalAxiosRequestConfig } from 'axios';
import { AxiosError } from '../axios/axios.js';
import { textOf } from '../errors/text-of.js';
import { type Evidence, isOutcomeUnknown, markOutcome } from './outcome.js';

/**
 * Watches the transforms that axios will run on an answer. If one of them cannot read it, the caller knows no
 * more about the outcome than if the answer had broken off. The configuration is restored when they run.
 */
export function watchTransforms(
  config: InternalAxiosRequestConfig,
  response: AxiosResponse,
  evidence: Evidence,
): void {
  const given = config.transformResponse;
  const transforms = [given ?? []].flat();
  const watch: AxiosResponseTransformer = function (this: InternalAxiosRequestConfig, data, headers, status) {
    config.transformResponse = given;
    try {
      return transforms.reduce((left: unknown, one) => one.call(this, left, headers, status), data);
    } catch (error) {
      throw marked(error, config, response, evidence);
    }
  };
  config.transformResponse = [watch];
}

/** Marks the error itself if that is possible, and a copy otherwise. */
function marked(
  error: unknown,
  config: InternalAxiosRequestConfig,
  response: AxiosResponse,
  evidence: Evidence,
): unknown {
  if (error instanceof Error && Object.isExtensible(error)) {
    markOutcome(error, evidence);
    return error;
  }
  const substitute = new AxiosError(
    textOf(error),
    AxiosError.ERR_BAD_RESPONSE,
    config,
    response.request,
    response,
  );
  markOutcome(substitute, evidence);
  return isOutcomeUnknown(substitute) ? Object.assign(substitute, { cause: error }) : error;
}
