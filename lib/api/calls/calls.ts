import type { AxiosResponse } from 'axios';
import { type Read, readAnswer } from './answers.js';
import type { ApiCallOptions } from './call-options.js';
import { type ApiAnswer, apiPromise, type ApiPromise } from './api-promise.js';
import { unexpectedAnswer } from '../errors/unexpected-answer.error.js';
import { refuse } from './fields.js';
import { type Operation, type OperationName, OPERATIONS } from './operations.js';
import { type PageContent, readPage } from './page.js';
import { type PagePromise, pagePromise } from './page-promise.js';
import { type Input, prepare, prepareRaw, type PreparedRequest, type RawRequest } from './request.js';
import { requestIdOf } from './request-id.js';
import type { Route } from './route.js';
import { translateError } from '../errors/translate-error.js';
import { Walk } from './walk.js';

/** What came back for a call, and what was read from it. */
interface Received<T> {
  readonly data: T;
  readonly response: AxiosResponse;
}

/** A call that is about to be made. */
interface Planned<T> {
  readonly name: string;
  readonly operation: Pick<Operation, 'method' | 'scope' | 'probableScope' | 'isAnswerSecret'>;
  readonly route: () => Route;
  readonly prepare: () => PreparedRequest;
  readonly read: Read<T>;
  /** Holds the line of the caller, which errors show. */
  readonly site: { readonly stack?: string };
}

/** Makes the calls for which the methods of a client stand. */
export class Calls {
  /** @param route says where a call goes. It is asked once for each call, and once for each list */
  constructor(private readonly route: () => Route) {}

  /** Calls one operation. */
  send<T>(name: OperationName, input: Input, read: Read<T>, options?: ApiCallOptions): ApiPromise<T> {
    const operation = OPERATIONS[name];
    const planned = { name, operation, route: this.route, read, site: callSite() };
    return promiseOf(exchange({ ...planned, prepare: () => prepare(name, operation, input, options) }));
  }

  /** Sends a request for which the client has no method. */
  sendRaw<T>(raw: RawRequest, read: Read<T>, options?: ApiCallOptions): ApiPromise<T> {
    const operation = { method: raw?.method };
    const planned = { name: 'request', operation, route: this.route, read, site: callSite() };
    return promiseOf(exchange({ ...planned, prepare: () => prepareRaw(raw, options) }));
  }

  /** Calls an operation that lists. All pages go to the account of the first. */
  list<T>(name: OperationName, input: Input, options?: ApiCallOptions): PagePromise<T> {
    const operation = OPERATIONS[name];
    const query = input.query as { readonly after?: unknown; readonly before?: unknown } | undefined;
    const direction = query?.before === undefined ? 'after' : 'before';
    const planned = { name, operation, route: once(this.route), read: readPage<T>, site: callSite() };
    const ask = (cursor?: string, latest = options): Promise<Received<PageContent<T>>> => {
      const given = cursor === undefined ? query : { ...query, [direction]: cursor };
      const prepared = (): PreparedRequest => {
        if (query?.after !== undefined && query.before !== undefined)
          refuse({ operation: name, argument: 'before' }, 'left out where "after" is given', 'given as well');
        return prepare(name, operation, { ...input, query: given }, latest);
      };
      return exchange({ ...planned, prepare: prepared });
    };
    const walk = new Walk(name, direction, query?.[direction], async (cursor, latest) => {
      const { data } = await ask(cursor, latest);
      return data;
    });
    const first = ask().then(({ data, response }) => ({ data: walk.page(data), response }));
    return pagePromise(first.then(dataOf), () => first.then(answerOf));
  }
}

async function exchange<T>({
  name,
  operation,
  route,
  prepare,
  read,
  site,
}: Planned<T>): Promise<Received<T>> {
  let secrets: readonly string[] = [];
  let way: Route | undefined;
  try {
    const prepared = prepare();
    secrets = prepared.secrets;
    way = route();
    const response = await way.send(prepared.config);
    const { value, problem } = readAnswer(response, read);
    if (problem !== undefined) throw unexpectedAnswer(name, operation.method, way.account, response, problem);
    return { data: value as T, response };
  } catch (error) {
    const { method, scope, probableScope, isAnswerSecret } = operation;
    const account = way?.account ?? '';
    throw translateError(error, {
      operation: name,
      method,
      scope,
      probableScope,
      isAnswerSecret,
      account,
      secrets,
      site,
    });
  }
}

/** Remembers where the caller of a method stands, at little cost: the text is made only if it is read. */
function callSite(): { readonly stack?: string } {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, callSite);
  return site;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function promiseOf<T>(received: Promise<Received<T>>): ApiPromise<T> {
  return apiPromise(received.then(dataOf), () => received.then(answerOf));
}

function dataOf<T>({ data }: Received<T>): T {
  return data;
}

function answerOf<T>({ data, response }: Received<T>): ApiAnswer<T> {
  const entries = Object.entries(response.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  const headers = Object.fromEntries(entries) as Record<string, string>;
  return { data, status: response.status, headers, requestId: requestIdOf(headers) };
}
