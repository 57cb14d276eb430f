import { EventEmitter } from 'node:events';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { type AxiosResponse, type InternalAxiosRequestConfig, isAxiosError } from 'axios';
import { type RequestSummary, summarize } from './request-summary.js';

/**
 * Takes out of a configuration what may hold the token after the request: agents keep the sockets, and those the
 * raw header. Whoever sends the configuration again gets the account's own agents back.
 */
export function redactConfig(config: InternalAxiosRequestConfig): void {
  // Not deleted: that would make every later access to the object slow.
  if (config.httpAgent !== undefined) config.httpAgent = undefined;
  if (config.httpsAgent !== undefined) config.httpsAgent = undefined;
}

/** Replaces Node's request object, and unlinks a streamed body from it. */
export function redactResponse(
  response: AxiosResponse,
  config: InternalAxiosRequestConfig,
  host: string,
): void {
  response.config = config;
  response.request = summarize(config, host);
  if (response.data instanceof Readable)
    response.data = unlinked(response.data, config, response.request as RequestSummary);
}

/** The same for an error of axios'; others hold nothing of the request. */
export function redactError(error: unknown, config: InternalAxiosRequestConfig, host: string): void {
  if (!isAxiosError(error)) return;
  error.config = config;
  if (error.request !== undefined) error.request = summarize(config, host);
  if (error.response) redactResponse(error.response as AxiosResponse, config, host);
}

/** A body that leads back to no request; its own errors are redacted like others. */
function unlinked(body: Readable, config: InternalAxiosRequestConfig, request: RequestSummary): Readable {
  const copy = new PassThrough();
  body.once(EventEmitter.errorMonitor, (error: unknown) => {
    if (isAxiosError(error)) Object.assign(error, { config, request });
  });
  pipeline(body, copy, () => undefined);
  return copy;
}
