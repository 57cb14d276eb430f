import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { HttpService } from '@nestjs/axios';
import axios from 'axios';
import {
  AlternativePaymentsError,
  ApiBadRequestError,
  ApiError,
  ApiForbiddenError,
  ApiNotFoundError,
  ApiRateLimitedError,
  ApiRouteNotFoundError,
  ApiUnauthorizedError,
  ApiUnavailableError,
  ApiUnprocessableError,
  CallAbortedError,
  CallTimedOutError,
  ConnectionFailedError,
  isAlternativePaymentsError,
  isOutcomeUnknown,
  PageIterationError,
  RateQueueFullError,
  RedirectRefusedError,
  TokenUnavailableError,
  UnexpectedAnswerError,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { translateError } from '../../lib/api/failures/translate-error.js';
import { unexpectedAnswer } from '../../lib/api/failures/unexpected-answer.js';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { startRawServer, whole } from '../support/raw-server.js';
import { simulate } from '../support/simulator.js';
import { callOf, failureOfCall } from './failed-call.js';

const ONCE = { calls: { retries: 0 } } as const;

const classes: Record<number, [code: string, type: new (...facts: never[]) => ApiError]> = {
  400: ['API_BAD_REQUEST', ApiBadRequestError],
  401: ['API_UNAUTHORIZED', ApiUnauthorizedError],
  403: ['API_FORBIDDEN', ApiForbiddenError],
  404: ['API_NOT_FOUND', ApiNotFoundError],
  422: ['API_UNPROCESSABLE', ApiUnprocessableError],
  429: ['API_RATE_LIMITED', ApiRateLimitedError],
};

/** An account whose server answers what the last segment of the path says. */
async function startWithStatuses(): Promise<HttpService> {
  const server = await startRawServer((socket, { path }) => {
    const body = '{"code":"word","message":"Reason."}';
    socket.write(
      whole(body, 'X-Request-Id: req-7\r\nRetry-After: 2\r\n').replace(
        '200 OK',
        `${path.split('/').at(-1)} X`,
      ),
    );
  });
  const { http } = await startAccount({ ...server.options, ...ONCE });
  return http;
}

describe('an answer that is an error', () => {
  it('is told by its status: each from 400 to 599', async () => {
    const http = await startWithStatuses();
    for (let status = 400; status < 600; status += 1) {
      const url = `/${status}`;
      const replay = { alternativePayments: { replay: false, retry: false } };
      const read = await failureOfCall(http, 'customers.get', { url, ...replay });
      const written = await failureOfCall(http, 'invoices.create', { url, ...replay });

      const [code, type] =
        classes[status] ??
        (status < 500 ? ['API_REFUSED', ApiError] : ['API_UNAVAILABLE', ApiUnavailableError]);
      for (const error of [read, written]) {
        expect(error.constructor).toBe(type);
        expect(error).toMatchObject({
          code,
          status,
          name: type.name,
          apiCode: 'word',
          apiMessage: 'Reason.',
        });
        expect(error).toMatchObject({ account: 'default', requestId: 'req-7', retryAfterMs: 2000 });
        expect(error.message.match(/[.] (?=[A-Z])/g)?.length ?? 0).toBeLessThan(3);
      }
      expect(read).toMatchObject({ operation: 'customers.get', outcome: 'none' });
      expect(written).toMatchObject({
        operation: 'invoices.create',
        outcome: status < 500 ? 'refused' : 'unknown',
      });
    }
  });

  it('that is neither a success nor an error is told, too', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    simulator.fault({ on: 'api', status: 304 });

    expect(await failureOfCall(http, 'customers.get')).toMatchObject({
      code: 'API_REFUSED',
      status: 304,
      message: expect.stringMatching(/^customers\.get was answered with 304\. /),
    });
  });

  it('is told field by field', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    const body = {
      code: 'unprocessable_entity',
      message: 'total must be positive.',
      validation_errors: { line_items: 'must not be empty', due_date: 'is in the past' },
    };
    simulator.fault({ on: 'api', status: 422, body });

    const error = await failureOfCall(http, 'invoices.create', { data: {} });

    expect(error.message).toBe(
      'invoices.create was refused with 422: total must be positive (line_items: must not be empty; due_date: is in the past). Correct the values before you send it again.',
    );
    expect(error).toMatchObject({ body, validationErrors: body.validation_errors });
    expect(Object.keys(error)).not.toContain('body');
  });

  it('says which scope is needed, and how surely', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    simulator.fault({ on: 'api', status: 403, body: { message: 'forbidden' } });

    const errors = await Promise.all(
      (['invoices.list', 'invoices.create', 'checkout.invoice'] as const).map((one) =>
        failureOfCall(http, one),
      ),
    );

    expect(errors.map((error) => (error as ApiForbiddenError).scope)).toEqual([
      'invoices:read',
      'invoices:write',
      undefined,
    ]);
    expect(errors[0]!.message).toContain('invoices.list needs the scope "invoices:read"');
    expect(errors[1]!.message).toContain('invoices.create probably needs the scope "invoices:write"');
    expect(errors[2]!.message).toContain('may lack a scope');
  });

  it('of 404 tells a missing object from a wrong path', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);

    const missing = await failureOfCall(http, 'customers.get');
    simulator.fault({ on: 'api', status: 404, body: '404 page not found', times: 1 });
    const wrong = await failureOfCall(http, 'customers.get');
    simulator.fault({ on: 'api', status: 404, body: { message: 'x'.repeat(20_000) }, times: 1 });
    const verbose = await failureOfCall(http, 'customers.get');

    expect(missing).toMatchObject({ code: 'API_NOT_FOUND', name: 'ApiNotFoundError' });
    expect(wrong).toMatchObject({ code: 'API_ROUTE_NOT_FOUND', name: 'ApiRouteNotFoundError' });
    expect(wrong).toBeInstanceOf(ApiRouteNotFoundError);
    expect(wrong).toBeInstanceOf(ApiNotFoundError);
    expect(verbose).toMatchObject({ code: 'API_NOT_FOUND' });
  });

  it('names our error because of which the call was not repeated', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.fault({ on: 'POST /oauth/token', status: 403, body: { error: 'revoked' } });
    simulator.fault({ on: 'api', status: 401, body: { message: 'expired' } });

    const error = await failureOfCall(http, 'customers.list');

    expect(error).toBeInstanceOf(ApiUnauthorizedError);
    expect(error.cause).toBeInstanceOf(TokenUnavailableError);
    expect('config' in (error.cause as Error)).toBe(false);
  });
});

describe('a call without an answer', () => {
  it('whose connection is refused was not sent', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const simulator = await simulate();
    const { http } = await startAccount({
      ...simulator.options,
      ...ONCE,
      baseURL: `http://127.0.0.1:${port}`,
      warmUp: false,
    });
    const headers = { Authorization: 'Bearer mine' };

    for (const operation of ['invoices.create', 'invoices.list'] as const) {
      const error = await failureOfCall(http, operation, { headers });
      expect(error).toBeInstanceOf(ConnectionFailedError);
      expect(error).toMatchObject({
        code: 'CONNECTION_FAILED',
        operation,
        outcome: operation === 'invoices.list' ? 'none' : 'refused',
        cause: { code: 'ECONNREFUSED', syscall: 'connect' },
      });
      expect(error.message).toMatch(/got no answer: .*ECONNREFUSED.*\. If this lasts, check the network/);
    }
  });

  it('whose connection breaks may have been sent', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, ...ONCE });
    simulator.fault({ on: 'api', reset: true });

    const error = await failureOfCall(http, 'invoices.create');

    expect(error).toMatchObject({
      code: 'CONNECTION_FAILED',
      outcome: 'unknown',
      cause: { code: 'ECONNRESET' },
    });
    expect(error.message.match(/check before you send it again/g)).toHaveLength(1);
    expect(axios.isAxiosError(error) || axios.isAxiosError(error.cause)).toBe(false);
    expect(await failureOfCall(http, 'invoices.list')).toMatchObject({ outcome: 'none' });
  });

  it('times out, and says whether that is known to be harmless', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, http: { timeout: 50 } });
    simulator.fault({ on: 'api', hang: true });

    const error = await failureOfCall(http, 'invoices.create');

    expect(error).toBeInstanceOf(CallTimedOutError);
    expect(error).toMatchObject({
      code: 'CALL_TIMED_OUT',
      phase: 'answer',
      timeoutMs: 50,
      outcome: 'unknown',
    });
    expect(error.message).toContain('raise "http.timeout"');
    expect(isOutcomeUnknown(await failureOfCall(http, 'invoices.list'))).toBe(false);
  });

  it('is cancelled before it is sent, or on its way', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    simulator.fault({ on: 'api', hang: true });

    const before = await failureOfCall(http, 'invoices.create', { signal: AbortSignal.abort() });
    const cancelling = new AbortController();
    const open = failureOfCall(http, 'invoices.create', { signal: cancelling.signal });
    await until(() => simulator.journal.apiRequests.length === 1);
    cancelling.abort();
    const onItsWay = await open;

    for (const error of [before, onItsWay]) {
      expect(error).toBeInstanceOf(CallAbortedError);
      expect(error).toMatchObject({ code: 'CALL_ABORTED', operation: 'invoices.create' });
      expect(error.cause).toBeUndefined();
    }
    expect(before).toMatchObject({ outcome: 'refused' });
    expect(onItsWay).toMatchObject({ outcome: 'unknown' });
  });
});

describe('an answer that cannot be read', () => {
  const BROKEN_GZIP =
    'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nno zip'.slice(
      0,
      -1,
    );
  const answers: Array<[what: string, answer: string]> = [
    ['is no JSON', whole('{"data":', 'Connection: close\r\n')],
    ['is not packed as it says', BROKEN_GZIP],
    ['breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"data"'],
  ];

  it.each(answers)('is told: it %s', async (_what, answer) => {
    const server = await startRawServer((socket) => socket.end(answer));
    const { http } = await startAccount({ ...server.options, ...ONCE });

    const written = await failureOfCall(http, 'invoices.create');
    const read = await failureOfCall(http, 'invoices.list');

    expect(written).toBeInstanceOf(UnexpectedAnswerError);
    expect(written).toMatchObject({ code: 'UNEXPECTED_ANSWER', outcome: 'unknown' });
    expect(read).toMatchObject({ code: 'UNEXPECTED_ANSWER', outcome: 'none' });
  });

  it('is told: it is too long', async () => {
    const server = await startRawServer((socket) => socket.write(whole(JSON.stringify('x'.repeat(1000)))));
    const { http } = await startAccount({ ...server.options, ...ONCE, http: { maxContentLength: 100 } });

    expect(await failureOfCall(http, 'invoices.create')).toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      outcome: 'unknown',
    });
  });

  it('is told where the client finds out', () => {
    const written = unexpectedAnswer(callOf('invoices.create'), 201, 'its answer has no id');
    const read = unexpectedAnswer(callOf('invoices.get'), 200, 'its answer has no id');

    expect(written.message).toMatch(
      /^invoices\.create was answered with 201, but its answer has no id\. It is unknown/,
    );
    expect(isOutcomeUnknown(written)).toBe(true);
    expect(read).toMatchObject({ outcome: 'none', status: 200 });
  });
});

describe('an error of ours', () => {
  it('comes through as it is, without the request', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount({
      ...simulator.options,
      pacing: { requests: 1, perMilliseconds: 600_000, queue: 0 },
    });
    await tokens.getToken();

    const error = await failureOfCall(http, 'invoices.create', { data: { memo: 'mine' } });

    expect(error).toBeInstanceOf(RateQueueFullError);
    expect(error).toMatchObject({ code: 'RATE_QUEUE_FULL', account: 'default', waiting: 0 });
    expect('config' in error || 'isAxiosError' in error).toBe(false);
  });

  it('says that the outcome is unknown where it is', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    simulator.fault({ on: 'api', redirect: 'https://elsewhere.example/' });

    const error = await failureOfCall(http, 'invoices.create');

    expect(error).toBeInstanceOf(RedirectRefusedError);
    expect(isOutcomeUnknown(error)).toBe(true);
  });

  it('is one’s own, however many calls fail for the same reason', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 503 });
    const { http } = await startAccount({ ...simulator.options, warmUp: false });

    const errors = await Promise.all(
      (['customers.list', 'payouts.list', 'webhooks.list'] as const).map((one) => failureOfCall(http, one)),
    );

    expect(new Set(errors).size).toBe(3);
    for (const error of errors) {
      expect(error).toBeInstanceOf(TokenUnavailableError);
      expect(error).toMatchObject({ code: 'TOKEN_ENDPOINT_UNAVAILABLE', status: 503 });
      expect((error as TokenUnavailableError).nextAttemptAt).toBeInstanceOf(Date);
    }
  });
});

describe('every error of a call', () => {
  it('leads to the line that has called', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, ...ONCE });
    const given = [
      await failureOf(http.axiosRef.get('/customers/none')),
      await failureOf(http.axiosRef.get('/customers', { signal: AbortSignal.abort() })),
      await failureOf(http.axiosRef.get('https://elsewhere.example/')),
    ];
    const site = new Error('several\nlines');

    for (const error of given.map((one) => translateError(one, { ...callOf('customers.get'), site }))) {
      expect(error.stack?.startsWith(`${error.name}: ${error.message}\n    at `)).toBe(true);
      expect(error.stack).toContain('errors.spec.ts');
      expect(error.stack).not.toContain('translate-error');
      expect(Object.keys(error)).not.toContain('stack');
    }
  });

  it('is what Promise.any() rejects with', async () => {
    const http = await startWithStatuses();
    const failing = ['/400', '/404'].map(async (url) => {
      throw await failureOfCall(http, 'customers.get', { url });
    });

    const { errors } = (await failureOf(Promise.any(failing))) as AggregateError;

    expect(errors).toMatchObject([{ code: 'API_BAD_REQUEST' }, { code: 'API_NOT_FOUND' }]);
    for (const error of errors as unknown[]) {
      expect(error).toBeInstanceOf(AlternativePaymentsError);
      expect(isAlternativePaymentsError(error)).toBe(true);
    }
  });

  it('of the host’s own code is passed on', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    const thrown = new TypeError('of the interceptor');
    http.axiosRef.interceptors.request.use(() => Promise.reject(thrown));

    expect(await failureOfCall(http, 'customers.get')).toBe(thrown);
    expect(translateError('a text', callOf('customers.get')).message).toContain('a text');
    expect(
      translateError(new Error('quotes 4242'), callOf('customers.create', ['4242'])).message,
    ).not.toContain('42');
  });
});

it('a walk that fails says where it can be resumed', () => {
  const facts = { operation: 'customers.list', account: 'default', resumeAfter: 'cursor' };
  const error = new PageIterationError(facts, 'its cursor stands still', 'Report it.');

  expect(error).toMatchObject({ code: 'PAGE_ITERATION_FAILED', name: 'PageIterationError', ...facts });
  expect(error.message).toBe('The walk of customers.list ended: its cursor stands still. Report it.');
  expect('resumeBefore' in error).toBe(false);
  const back = new PageIterationError({ ...facts, resumeAfter: undefined, resumeBefore: 'x' }, 'a', 'B.');
  expect(back.resumeBefore).toBe('x');
});
