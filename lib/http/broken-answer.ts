import { IncomingMessage } from 'node:http';
import type { AxiosResponse, InternalAxiosRequestConfig, RawAxiosHeaders } from 'axios';
import axios, { AxiosError, AxiosHeaders, isCancel } from '../axios/axios.js';
import { isFromAxios } from './our-error.js';

const JSON_TYPE = /^\s*(?:application|text)\/(?:[^;\s]*\+)?json\s*(?:;|$)/i;

/**
 * Whether the error is about an answer that began and broke off, because its connection ended or its body
 * cannot be decompressed. This relies on what Node knows of the answer, since axios words each such failure
 * differently. It has to be called before the error loses its request.
 */
export function breaksOff(error: unknown): boolean {
  if (!isFromAxios(error) || isCancel(error)) return false;
  const answer = (error.request as { res?: unknown } | undefined)?.res;
  if (!(answer instanceof IncomingMessage)) return false;
  // The body is complete, and the caller does not accept the status.
  if (error.response !== undefined && error.response.data !== undefined) return false;
  // The body is longer than the request allows.
  if (error.response === undefined && error.code === 'ERR_BAD_RESPONSE') return false;
  return !answer.complete || isOfDecompressor(error.cause);
}

/**
 * Whether an error without an answer is about an answer nevertheless: one that cannot be decompressed, or is
 * longer than the request allows.
 */
export function isUnreadable({ code, cause }: AxiosError): boolean {
  return code === AxiosError.ERR_BAD_RESPONSE || isOfDecompressor(cause);
}

/**
 * Errors of the decompressor have the number of an error, like those of a system call, but there was no
 * system call.
 */
function isOfDecompressor(cause: unknown): boolean {
  const { errno, syscall } = (cause ?? {}) as NodeJS.ErrnoException;
  return errno !== undefined && syscall === undefined;
}

/**
 * Parses an answer that claims to be JSON where axios would parse it, and returns an error if that fails.
 * Such an answer broke off without anything noticing, and axios would return it as text.
 */
export function parseJson(
  response: AxiosResponse,
  config: InternalAxiosRequestConfig,
): AxiosError | undefined {
  const data: unknown = response.data;
  if (typeof data !== 'string' || !isParsedByAxios(config) || !saysJson(response)) return undefined;
  try {
    const parsed: unknown = JSON.parse(data);
    // It is parsed once, since axios leaves non-strings alone. A string would be parsed again by axios, and a
    // reviver is axios' business.
    if (typeof parsed !== 'string' && config.parseReviver === undefined) response.data = parsed;
    return undefined;
  } catch {
    // An empty body is not a broken one.
    if (data.trim() === '') return undefined;
    return new AxiosError(
      'The answer says that it is JSON but cannot be parsed: it broke off',
      AxiosError.ERR_BAD_RESPONSE,
      config,
      response.request,
      response,
    );
  }
}

function isParsedByAxios({
  responseType,
  transformResponse,
  transitional,
}: InternalAxiosRequestConfig): boolean {
  const isWanted = responseType === 'json' || (!responseType && transitional?.forcedJSONParsing !== false);
  if (!isWanted || !Array.isArray(transformResponse) || transformResponse.length !== 1) return false;
  const common = axios.defaults.transformResponse as readonly unknown[] | undefined;
  const [transform] = transformResponse;
  return transform === common?.[0] && transform?.name === 'transformResponse';
}

function saysJson({ headers }: AxiosResponse): boolean {
  const type = AxiosHeaders.from(headers as RawAxiosHeaders).get('content-type');
  return typeof type === 'string' && JSON_TYPE.test(type);
}
