import type { AxiosRequestConfig } from 'axios';
import axios from '../../axios/axios.js';
import type { ApiCallOptions } from './call-options.js';
import { extraBody, extraQuery, type Fields, parameters, together } from './extras.js';
import { type Field, kindOf, objectAt, type Place, readShape, refuse, type Shape } from './fields.js';
import { jsonOf } from './json.js';
import type { Operation } from './operations.js';
import { pathOf, rawPath } from './path.js';
import { readOptions } from './read-options.js';

/** A request for which the client has no method. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path below the address of the environment, such as `/customers`. */
  readonly path: `/${string}`;
  /** Parameters of the query; `undefined` counts as not given, and a `Date` is sent as RFC 3339 has it. */
  readonly query?: Readonly<Record<string, string | number | boolean | Date | undefined>>;
  /** What is sent as JSON. A GET has none. */
  readonly body?: unknown;
}

/** What the caller of a method has given. */
export interface Input {
  readonly ids?: Readonly<Record<string, unknown>>;
  readonly query?: unknown;
  readonly body?: unknown;
  /** A token that is sent in place of the account's. */
  readonly bearer?: unknown;
}

/** A request that is ready to be sent. */
export interface PreparedRequest {
  readonly config: AxiosRequestConfig;
  /** What no error may quote. */
  readonly secrets: readonly string[];
}

const METHODS: readonly unknown[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** They are checked one by one. */
const given: Field = { read: (value) => value };

const RAW_REQUEST: Shape = { method: given, path: given, query: given, body: given };

/**
 * Turns what a caller has given to a method into a request.
 *
 * @throws InvalidArgumentError for what cannot be sent, or would do something else than its caller means
 */
export function prepare(
  name: string,
  operation: Operation,
  input: Input,
  options: ApiCallOptions | undefined,
): PreparedRequest {
  const path = pathOf(name, operation, input.ids ?? {});
  const call = readOptions(name, options);
  const query = knownOf(name, 'query', operation.query, input.query);
  const body = knownOf(name, 'body', operation.body, input.body);
  const bearer =
    'bearer' in input ? tokenText(input.bearer, { operation: name, argument: 'token' }) : undefined;
  const authorization = bearer === undefined ? undefined : { Authorization: `Bearer ${bearer}` };
  const params = together(query, extraQuery(name, call, operation.query));
  const data = together(body, extraBody(name, operation.method, call, operation.body));
  const config = configOf(operation.method, path, params, data, call, authorization, name);
  const values = [bearer, ...(operation.secrets ?? []).map((field) => data?.[field])];
  return { config, secrets: values.filter((value) => typeof value === 'string') };
}

/**
 * Prepares a request for which there is no method. Less can be checked of it.
 *
 * @throws InvalidArgumentError
 */
export function prepareRaw(raw: RawRequest, options: ApiCallOptions | undefined): PreparedRequest {
  const at = (argument: string): Place => ({ operation: 'request', argument });
  const { method, path, query, body } = readShape(RAW_REQUEST, objectAt(raw, at('request')), at);
  if (!METHODS.includes(method)) refuse(at('method'), `one of ${METHODS.join(', ')}`, kindOf(method));
  const url = rawPath(path);
  const call = readOptions('request', options);
  const known = query === undefined ? undefined : parameters(query, at('query'));
  const params = together(known, extraQuery('request', call, known));
  if (method === 'GET' && body !== undefined) refuse(at('body'), 'left out of a GET', kindOf(body));
  const sent = body === undefined ? undefined : jsonOf(body, at('body'));
  if (call.extraBody === undefined)
    return { config: configOf(method as string, url, params, sent, call), secrets: [] };
  const fields = sent === undefined ? undefined : objectAt(sent, at('body'));
  const data = together(fields, extraBody('request', method as string, call, fields));
  return { config: configOf(method as string, url, params, data, call), secrets: [] };
}

function configOf(
  method: string,
  url: string,
  params: Fields | undefined,
  data: unknown,
  { signal, timeoutMs, headers, replay, retry, priority }: ApiCallOptions,
  ownHeaders?: Readonly<Record<string, string>>,
  operation?: string,
): AxiosRequestConfig {
  return {
    method,
    url,
    ...(params !== undefined && { params }),
    // axios would send a bare text or number as something else than JSON.
    ...(data !== undefined && {
      data: typeof data === 'object' && data !== null ? data : JSON.stringify(data),
    }),
    ...(signal !== undefined && { signal }),
    headers: {
      Accept: 'application/json',
      // Unless told not to, axios says of a body that is missing that it is a form.
      'Content-Type': data === undefined ? false : 'application/json',
      ...headers,
      ...ownHeaders,
    },
    // An answer is read and judged here, whatever the host has set for its own requests.
    responseType: 'json',
    transformResponse: axios.defaults.transformResponse,
    validateStatus: (status) => status >= 200 && status < 300,
    alternativePayments: { replay, retry, priority, timeoutMs, operation },
  };
}

/** What the types know of a query or of a body, checked. */
function knownOf(
  operation: string,
  argument: 'query' | 'body',
  shape: Shape | undefined,
  value: unknown,
): Fields | undefined {
  const at = (name: string): Place => ({ operation, argument: name });
  const isLeftOut = value === undefined && (argument === 'query' || shape === undefined);
  return isLeftOut ? undefined : readShape(shape ?? {}, objectAt(value, at(argument)), at);
}

/** What can stand in an Authorization. */
function tokenText(value: unknown, place: Place): string {
  const isUsable = typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
  return isUsable ? value : refuse(place, 'a token without spaces', kindOf(value));
}
