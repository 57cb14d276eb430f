import type { InternalAxiosRequestConfig } from 'axios';

/**
 * Hides the caller's signal and cancel token from axios. axios checks them once more when the answer is there
 * already, and would replace the answer with an error that says nothing of the outcome. They are restored a
 * turn later, since the configuration may be sent again.
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
