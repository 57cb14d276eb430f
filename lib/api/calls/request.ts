import type { AxiosRequestConfig } from 'axios';
import type { ApiCallOptions } from './call-options.js';
import { instant, kindOf, objectAt, type Place, readShape, refuse, type Shape } from './fields.js';
import type { Operation } from './operations.js';
import { pathOf, rawPath } from './path.js';

/** A request for which the client has no method. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path below the address of the environment, such as `/customers`. */
  readonly path: `/${string}`;
  /** Parameters of the query; `undefined` counts as not given, and a `Date` is sent as RFC 3339 has it. */
  readonly query?: Readonly<Record<string, string | number | boolean | Date | undefined>>;
  /** What is sent as JSON. */
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
  const given = optionsAt(name, options);
  const { extraQuery, extraBody } = given;
  const query = merged(name, 'query', operation.query, input.query, extraQuery);
  const body = merged(name, 'body', operation.body, input.body, extraBody);
  const bearer =
    'bearer' in input ? tokenText(input.bearer, { operation: name, argument: 'token' }) : undefined;
  const authorization = bearer === undefined ? undefined : { Authorization: `Bearer ${bearer}` };
  const config = configOf(operation.method, path, query, body, given, authorization);
  const values = [bearer, ...(operation.secrets ?? []).map((field) => body?.[field])];
  return { config, secrets: values.filter((value) => typeof value === 'string') };
}

/**
 * Prepares a request for which there is no method. Less can be checked of it.
 *
 * @throws InvalidArgumentError
 */
export function prepareRaw(raw: RawRequest, options: ApiCallOptions | undefined): PreparedRequest {
  const at = (argument: string): Place => ({ operation: 'request', argument });
  const { method, path, query, body } = objectAt(raw, at('request'));
  if (!METHODS.includes(method)) refuse(at('method'), `one of ${METHODS.join(', ')}`, kindOf(method));
  const given = optionsAt('request', options);
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ ...objectAt(query ?? {}, at('query')), ...given.extraQuery }))
    if (value !== undefined) parameters[name] = parameter(value, at(`query.${name}`));
  refuseInfinite(body, at('body'));
  const whole =
    given.extraBody === undefined ? body : { ...objectAt(body ?? {}, at('body')), ...given.extraBody };
  return { config: configOf(method as string, rawPath(path), parameters, whole, given), secrets: [] };
}

function optionsAt(operation: string, options: unknown): ApiCallOptions {
  return objectAt(options ?? {}, { operation, argument: 'options' });
}

function configOf(
  method: string,
  url: string,
  params: Record<string, unknown> | undefined,
  data: unknown,
  { signal, timeoutMs, headers, replay, retry, priority }: ApiCallOptions,
  ownHeaders?: Readonly<Record<string, string>>,
): AxiosRequestConfig {
  return {
    method,
    url,
    ...(params !== undefined && { params }),
    ...(data !== undefined && { data }),
    ...(signal !== undefined && { signal }),
    headers: { Accept: 'application/json', ...headers, ...ownHeaders },
    // An answer is judged here, whatever the host has set for its own requests.
    validateStatus: (status) => status >= 200 && status < 300,
    alternativePayments: { replay, retry, priority, timeoutMs },
  };
}

/** Joins what the types know with what goes beyond them. */
function merged(
  operation: string,
  argument: 'query' | 'body',
  shape: Shape | undefined,
  given: unknown,
  extra: unknown = {},
): Record<string, unknown> | undefined {
  const at = (name: string): Place => ({ operation, argument: name });
  const isLeftOut = given === undefined && (argument === 'query' || shape === undefined);
  const known = isLeftOut ? {} : readShape(shape ?? {}, objectAt(given, at(argument)), at);
  const option = argument === 'query' ? 'extraQuery' : 'extraBody';
  const more = objectAt(extra, at(option));
  for (const [name, value] of Object.entries(more)) {
    const place = at(`${option}.${name}`);
    if (Object.hasOwn(shape ?? {}, name))
      refuse(place, `given as "${name}" instead`, 'a name that the types know');
    if (argument === 'query') parameter(value, place);
    else refuseInfinite(value, place);
  }
  const all = { ...known, ...more };
  return isLeftOut && Object.keys(all).length === 0 ? undefined : all;
}

/** What can stand in an Authorization. */
function tokenText(value: unknown, place: Place): string {
  const isUsable = typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
  return isUsable ? value : refuse(place, 'a token without spaces', kindOf(value));
}

/** A parameter of a query of which nothing is known. */
function parameter(value: unknown, place: Place): unknown {
  if (value instanceof Date) return instant.read(value, place);
  refuseInfinite(value, place);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return refuse(place, 'a text, a number, or true or false', kindOf(value));
}

/** JSON would turn such numbers into null. */
function refuseInfinite(value: unknown, place: Place): void {
  if (typeof value === 'number' && !Number.isFinite(value)) refuse(place, 'a finite number', String(value));
  if (typeof value !== 'object' || value === null) return;
  for (const [key, one] of Object.entries(value))
    refuseInfinite(one, { ...place, argument: `${place.argument}.${key}` });
}
