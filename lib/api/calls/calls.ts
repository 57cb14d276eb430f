import type { AxiosResponse } from 'axios';
import type { PageIterationFacts } from '../../errors/page-iteration.error.js';

import { type Read, readAnswer } from './answers.js';
import type { ApiCallOptions } from './call-options.js';
import { type ApiAnswer, apiPromise, type ApiPromise } from './api-promise.js';
import type { FailedCall } from '../failures/failed-call.js';
import { requestIdOf } from '../failures/request-id.js';
import { holdsFields, refuse } from './fields.js';
import { type Operation, type OperationName, OPERATIONS } from './operations.js';
import { type PageContent, readPage } from './page.js';
import { type PagePromise, pagePromise } from './page-promise.js';
import { type Input, prepare, prepareRaw, type PreparedRequest, type RawRequest } from './request.js';
import type { Route } from './route.js';
import { translateError } from '../failures/translate-error.js';
import { unexpectedAnswer } from '../failures/unexpected-answer.js';
import { resumable, Walk } from './walk.js';

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
    // The caller may go on to use the same object for another list.
    const query: unknown = holdsFields(input.query) ? { ...input.query } : input.query;
    const { after, before } = (query ?? {}) as { readonly after?: unknown; readonly before?: unknown };
    const direction = before === undefined ? 'after' : 'before';
    const start = after ?? before;
    const read: Read<PageContent<T>> = (body) => readPage(body, direction);
    const planned = { name, operation, route: once(this.route), read, site: callSite() };
    const ask = (cursor?: string, latest?: ApiCallOptions): Promise<Received<PageContent<T>>> => {
      const given = cursor === undefined ? query : { ...(query as object | undefined), [direction]: cursor };
      const prepared = (): PreparedRequest => {
        if (after !== undefined && before !== undefined)
          refuse({ operation: name, argument: 'before' }, 'left out where "after" is given', 'given as well');
        return prepare(name, operation, { ...input, query: given }, ofPage(options, latest));
      };
      return exchange({ ...planned, prepare: prepared }).catch((error: unknown) => {
        throw resumable(error, direction, cursor ?? start);
      });
    };
    const facts = (): PageIterationFacts => ({ operation: name, account: planned.route().account });
    const walk = new Walk(facts, direction, start, async (cursor, latest) => {
      const { data } = await ask(cursor, latest);
      return data;
    });
    const first = ask().then(({ data, response }) => ({ data: walk.page(data), response }));
    return pagePromise(first.then(dataOf), () => first.then(answerOf), facts);
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
  const failed = (): FailedCall => {
    const { method, scope, probableScope, isAnswerSecret } = operation;
    const account = way?.account ?? '';
    return { operation: name, method, scope, probableScope, isAnswerSecret, account, secrets, site };
  };
  try {
    const prepared = prepare();
    secrets = prepared.secrets;
    way = route();
    const response = await way.send(prepared.config);
    const { value, problem } = readAnswer(response, read);
    if (problem === undefined) return { data: value as T, response };
    throw unexpectedAnswer(failed(), response?.status, problem);
  } catch (error) {
    throw translateError(error, failed());
  }
}

/** Remembers where the caller of a method stands, at little cost: the text is made only if it is read. */
function callSite(): { readonly stack?: string } {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, callSite);
  return site;
}

/** What belongs to the list stays where a page has options of its own. */
function ofPage(
  list: ApiCallOptions | undefined,
  page: ApiCallOptions | undefined,
): ApiCallOptions | undefined {
  return page === undefined ? list : { extraQuery: list?.extraQuery, ...page };
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
  const entries = Object.entries(response.headers ?? {});
  const headers = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
  return { data, status: response.status, headers, requestId: requestIdOf(headers) };
}
