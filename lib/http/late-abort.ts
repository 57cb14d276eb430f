import type { InternalAxiosRequestConfig } from 'axios';

/**
 * Has the caller's signal and cancel token come too late from here on. axios looks at them once more when the answer is
 * there already, and would put an error in its place that says nothing of the outcome. They are back in the configuration
 * a turn later, since it may be sent again.
 */
export function ignoreLateAborts(config: InternalAxiosRequestConfig): void {
  const { signal, cancelToken } = config;
  if (signal === undefined && cancelToken === undefined) return;
  config.signal = undefined;
  config.cancelToken = undefined;
  setImmediate(() => {
    config.signal ??= signal;
    config.cancelToken ??= cancelToken;
  });
}
