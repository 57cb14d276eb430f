import { Readable } from 'node:stream';
import axios, {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosRequestHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  isAxiosError,
  isCancel,
  type RawAxiosHeaders,
} from 'axios';
import { retryAfterMs } from '../timing/retry-after.js';
import type { AccessToken } from '../token/access-token.js';
import type { Call } from './call.js';
import { redactError, redactResponse } from './redaction.js';
import { Wire } from './wire.js';

/** How one attempt ended: an answer, an error, or an error that holds an answer. */
export interface Attempt {
  readonly response?: AxiosResponse;
  readonly error?: unknown;
  /** Whether the request had a connection, so that the server may have acted on it. */
  readonly isSent: boolean;
}

const HTTP_ADAPTER = axios.getAdapter('http');

/** Longest `Retry-After` that is believed, in milliseconds. */
const LONGEST_RETRY_AFTER_MS = 600_000;

/** A copy of the headers with our token: the caller's own, which the configuration keeps, never hold it. */
export function withBearer(headers: AxiosRequestHeaders, token: AccessToken): AxiosRequestHeaders {
  // Much cheaper than the constructor, which parses every header anew.
  const copy = Object.assign(Object.create(AxiosHeaders.prototype) as AxiosRequestHeaders, headers);
  copy.Authorization = `Bearer ${token.value}`;
  return copy;
}

/**
 * Sends the request once. The configuration holds the given headers and the call's signal only while it is under
 * way. Ends with the call, whatever the adapter does.
 */
export function send(
  config: InternalAxiosRequestConfig,
  adapter: AxiosAdapter,
  headers: AxiosRequestHeaders,
  call: Call,
  host: string,
): Promise<Attempt> {
  if (call.reason) return Promise.resolve({ error: call.reason, isSent: false });
  const { headers: headersBefore, signal: signalBefore, transport: transportBefore } = config;
  let isOver = false;
  const wire = new Wire(config.transport, () => (call.isOnWire ||= !isOver));
  config.headers = headers;
  config.signal = call;
  config.transport = wire;
  // What an adapter of the host's own does with the request cannot be seen.
  call.isOnWire = adapter !== HTTP_ADAPTER;
  return new Promise((resolve) => {
    const end = (response: AxiosResponse | undefined, error: unknown): void => {
      const isSent = call.isOnWire;
      isOver = true;
      config.headers = headersBefore;
      config.signal = signalBefore;
      config.transport = transportBefore;
      call.isOnWire = false;
      call.removeEventListener('abort', onEnd);
      resolve({ response, error, isSent });
    };
    const onEnd = (reason: Error): void => end(undefined, reason);
    call.addEventListener('abort', onEnd);
    void invoke(adapter, config).then(
      (response) => {
        redactResponse(response, config, host);
        end(response, undefined);
      },
      (error: unknown) => {
        redactError(error, config, host);
        const response = isAxiosError(error) ? (error.response as AxiosResponse | undefined) : undefined;
        end(call.reason ? undefined : response, call.reason ?? error);
      },
    );
  });
}

/** An adapter of the host's own may throw instead of rejecting. */
function invoke(adapter: AxiosAdapter, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  try {
    return adapter(config);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/**
 * Whether the server answered 5xx and the caller does not accept that, or the connection failed, before the answer or
 * amid it: no time-out, nobody gave up, and no mistake in the request.
 */
export function hasFailed({ response, error }: Attempt): boolean {
  if (!isAxiosError(error) || isCancel(error) || isTooLong(error)) return false;
  if (response !== undefined) return response.status >= 500 || isCutOff(error);
  return !isTimeout(error) && !NOT_SENDABLE.has(error.code ?? '');
}

/** axios has one code for an answer that breaks off and for one that is longer than the request allows. */
function isCutOff(error: Error): boolean {
  return error.message === 'stream has been aborted';
}

/** Older versions of axios say the same, with a limit of -1, of an answer that breaks off. */
function isTooLong(error: Error): boolean {
  return /^maxContentLength size of \d/.test(error.message);
}

/** Codes with which axios refuses to send a request at all. */
const NOT_SENDABLE = new Set([
  'ERR_BAD_OPTION',
  'ERR_BAD_OPTION_VALUE',
  'ERR_INVALID_URL',
  'ERR_BAD_REQUEST',
  'ERR_NOT_SUPPORT',
  'ERR_FORM_DATA_DEPTH_EXCEEDED',
]);

function isTimeout(error: { code?: string; message: string }): boolean {
  return error.code === 'ECONNABORTED' || (error.code === 'ETIMEDOUT' && error.message.startsWith('timeout'));
}

/** What the server asked for with `Retry-After`, in milliseconds. */
export function askedPauseMs({ response }: Attempt): number | undefined {
  if (response === undefined) return undefined;
  const header = AxiosHeaders.from(response.headers as RawAxiosHeaders).get('retry-after');
  return retryAfterMs(header, Date.now(), LONGEST_RETRY_AFTER_MS);
}

/** Ends a body that nobody will read: it would keep its connection, which a token request may need. */
export function discard({ response }: Attempt): void {
  if (response?.data instanceof Readable) response.data.destroy();
}
