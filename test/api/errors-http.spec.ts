import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Header,
  type HttpException,
  type INestApplication,
  Logger,
  Post,
  Res,
  UseFilters,
} from '@nestjs/common';
import { APP_FILTER, ExternalContextCreator } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  AccountClosedError,
  ApiBadRequestError,
  ApiError,
  type ApiErrorFacts,
  ApiExceptionFilter,
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
  CredentialsRejectedError,
  InvalidArgumentError,
  isAlternativePaymentsError,
  PageIterationError,
  RateQueueFullError,
  TenantNotFoundError,
  toHttpException,
  UnexpectedAnswerError,
} from 'nestjs-alternative-payments';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Operation, OPERATIONS } from '../../lib/api/calls/operations.js';
import { compilePackage } from '../support/compiled-package.js';
import { failureOf } from '../support/failure-of.js';

const facts = (operation: string, status: number, more: Partial<ApiErrorFacts> = {}): ApiErrorFacts => ({
  operation,
  account: 'the-account',
  outcome: operation.endsWith('create') ? 'refused' : 'none',
  status,
  apiMessage: 'what the API says',
  validationErrors: { email: 'is taken' },
  ...more,
});
const call = { operation: 'invoices.get', account: 'the-account', outcome: 'none' } as const;
const identity = {
  account: 'the-account',
  environment: 'demo',
  baseURL: 'https://a.example',
  clientId: 'id',
};
const unknown = { outcome: 'unknown' } as const;

const BROKEN = 'The payment service cannot be reached or does not answer as expected.';
const refused = { statusCode: 422, error: 'Unprocessable Entity', fields: { email: 'is taken' } };
const busy = { statusCode: 503, error: 'Service Unavailable' };
const notFound = { statusCode: 404, error: 'Not Found', message: 'There is no object with this id.' };
const broken = { statusCode: 502, error: 'Bad Gateway', message: BROKEN };
const unsure = { statusCode: 504, error: 'Gateway Timeout', outcome: 'unknown' };

const rows: Array<[what: string, error: unknown, body: object]> = [
  [
    '400 of a write',
    new ApiBadRequestError(facts('customers.create', 400)),
    { ...refused, message: 'what the API says' },
  ],
  [
    '422 of a write',
    new ApiUnprocessableError(facts('invoices.create', 422)),
    { ...refused, message: 'what the API says' },
  ],
  [
    '422 without a word',
    new ApiUnprocessableError({
      operation: 'invoices.create',
      account: 'a',
      outcome: 'refused',
      status: 422,
    }),
    { ...refused, message: 'The payment service refused the request.', fields: {} },
  ],
  [
    'an argument',
    new InvalidArgumentError('amount is no number.'),
    { ...refused, message: 'amount is no number.', fields: {} },
  ],
  ['400 of a read', new ApiBadRequestError(facts('invoices.list', 400)), broken],
  ['404 of a read by id', new ApiNotFoundError(facts('invoices.get', 404)), notFound],
  ['404 of a list within an object', new ApiNotFoundError(facts('customers.listUsers', 404)), notFound],
  ['404 of a list', new ApiNotFoundError(facts('invoices.list', 404)), broken],
  ['404 of a write', new ApiNotFoundError(facts('invoices.create', 404)), broken],
  ['404 of a request of one’s own', new ApiNotFoundError(facts('request', 404)), broken],
  ['404 of what is no operation', new ApiNotFoundError(facts('constructor', 404)), broken],
  ['a wrong path', new ApiRouteNotFoundError(facts('invoices.get', 404)), broken],
  ['401', new ApiUnauthorizedError(facts('invoices.get', 401)), broken],
  ['403', new ApiForbiddenError({ ...facts('invoices.create', 403), scope: 'invoices:write' }), broken],
  ['409', new ApiError(facts('invoices.create', 409)), broken],
  [
    '429',
    new ApiRateLimitedError(facts('invoices.get', 429, { retryAfterMs: 1200 })),
    { ...busy, retryAfter: 2 },
  ],
  ['429 without a pause', new ApiRateLimitedError(facts('invoices.create', 429)), { ...busy, retryAfter: 1 }],
  ['our own queue', new RateQueueFullError('the-account', 5, false), { ...busy, retryAfter: 1 }],
  ['500 of a read', new ApiUnavailableError(facts('invoices.get', 500)), broken],
  ['500 of a write', new ApiUnavailableError(facts('invoices.create', 500, unknown)), unsure],
  ['no connection', new ConnectionFailedError(call, 'ECONNREFUSED', 'Check it.'), broken],
  [
    'a lost connection of a write',
    new ConnectionFailedError({ ...call, ...unknown }, 'reset', undefined),
    unsure,
  ],
  ['a timeout of a read', new CallTimedOutError('GET /', 1, 'answer', true, 'x'), broken],
  [
    'a timeout of a write',
    Object.assign(new CallTimedOutError('POST /', 1, 'answer', true, 'x'), unknown),
    unsure,
  ],
  ['a cancelled read', new CallAbortedError(call), broken],
  ['a cancelled write', new CallAbortedError({ ...call, ...unknown }), unsure],
  ['an unexpected answer of a read', new UnexpectedAnswerError(call, 200, 'it has no id'), broken],
  [
    'an unexpected answer of a write',
    new UnexpectedAnswerError({ ...call, ...unknown }, 201, 'it has no id'),
    unsure,
  ],
  ['a walk', new PageIterationError(call, 'a', 'B.'), broken],
  ['a token', new CredentialsRejectedError({ identity, reason: 'it answered 403' }), broken],
  ['a tenant', new TenantNotFoundError('acme'), broken],
  ['a closed account', new AccountClosedError('the-account'), broken],
  [
    'another error',
    new TypeError('internal'),
    { statusCode: 500, error: 'Internal Server Error', message: 'Internal server error' },
  ],
  ['a value', 'internal', { statusCode: 500 }],
  ['what looks like ours', { code: 'API_NOT_FOUND', operation: 'invoices.get' }, { statusCode: 500 }],
];

describe('an error as an HTTP answer', () => {
  it.each(rows)('is told by the table: %s', (_what, error, body) => {
    const exception = toHttpException(error);
    const told = exception.getResponse() as { statusCode: number; message: string };

    expect(told).toMatchObject(body);
    expect(exception.getStatus()).toBe(told.statusCode);
    expect(exception.cause).toBe(error);
    const secret =
      told.statusCode < 500 ? /the-account/ : /the-account|scope|internal|acme|a\.example|the API says/;
    expect(JSON.stringify(told)).not.toMatch(secret);
  });

  it('says 404 for each operation that reads by an id, and for no other', () => {
    for (const [operation, { method, path }] of Object.entries<Operation>(OPERATIONS)) {
      const status = toHttpException(new ApiNotFoundError(facts(operation, 404))).getStatus();
      expect([operation, status]).toEqual([operation, method === 'GET' && path.includes('{') ? 404 : 502]);
    }
  });

  it('is told for errors of another copy of the package', async () => {
    const other = (await import(await compilePackage())) as typeof import('nestjs-alternative-payments');
    const error = new other.ApiNotFoundError(facts('invoices.get', 404));

    expect(error).not.toBeInstanceOf(ApiNotFoundError);
    expect(toHttpException(error).getResponse()).toMatchObject(notFound);
  });

  it('stays what it is where it is one already', () => {
    const exception = new BadRequestException('mine');
    expect(toHttpException(exception)).toBe(exception);
  });
});

const thrown: { error?: unknown } = {};

@Catch(RangeError)
class FilterOfTheHost implements ExceptionFilter {
  catch(_error: RangeError, host: ArgumentsHost): void {
    host
      .switchToHttp()
      .getResponse<{ status(status: number): { send(body: object): void } }>()
      .status(418)
      .send({ of: 'the host' });
  }
}

@Controller()
class Failing {
  @Get('fails')
  fail(): never {
    throw thrown.error;
  }

  @Post('file')
  @Header('Content-Type', 'text/csv')
  failAsFile(): never {
    throw thrown.error;
  }

  @Get('late')
  failLate(@Res() response: { raw?: object; send(body: string): void }): never {
    response.send('sent');
    throw thrown.error;
  }
}

/** Something that is called in another way than by HTTP. */
class Consumer {
  @UseFilters(ApiExceptionFilter)
  consume(): never {
    throw thrown.error;
  }
}

const platforms: Array<[name: string, make: () => ExpressAdapter | FastifyAdapter]> = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
];

describe.each(platforms)('the filter on %s', (_name, make) => {
  let application: INestApplication;
  let url: string;
  const logged: unknown[][] = [];

  beforeAll(async () => {
    const testing = await Test.createTestingModule({
      controllers: [Failing],
      providers: [
        { provide: APP_FILTER, useClass: FilterOfTheHost },
        { provide: APP_FILTER, useClass: ApiExceptionFilter },
      ],
    }).compile();
    application = testing.createNestApplication(make());
    const quiet = (): void => undefined;
    application.useLogger({ log: quiet, warn: quiet, error: (...line: unknown[]) => logged.push(line) });
    await application.listen(0, '127.0.0.1');
    url = await application.getUrl();
  });

  afterEach(() => logged.splice(0));

  afterAll(async () => {
    await application.close();
    Logger.overrideLogger(undefined as never);
  });

  async function answerTo(error: unknown, path = '/fails', method = 'GET') {
    thrown.error = error;
    const answer = await fetch(url + path, { method });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, logged: logged.splice(0) };
  }

  it('answers what the table says', async () => {
    for (const [, error] of rows.filter(([, one]) => isAlternativePaymentsError(one))) {
      const expected: HttpException = toHttpException(error);
      const { status, headers, text, logged: lines } = await answerTo(error);

      expect(status).toBe(expected.getStatus());
      expect(JSON.parse(text)).toEqual(expected.getResponse());
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      const { retryAfter } = expected.getResponse() as { retryAfter?: number };
      expect(headers.get('retry-after')).toBe(retryAfter === undefined ? null : String(retryAfter));
      const line = [(error as Error).message, (error as Error).stack, 'AlternativePayments'];
      expect(lines).toEqual(status >= 500 ? [line] : []);
    }
  });

  it('answers in JSON where the handler had announced a file', async () => {
    const { status, headers, text } = await answerTo(
      new ApiNotFoundError(facts('invoices.get', 404)),
      '/file',
      'POST',
    );

    expect(status).toBe(404);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toMatchObject(notFound);
  });

  it('leaves an answer alone that was given', async () => {
    const { status, text, logged: lines } = await answerTo(new AccountClosedError('default'), '/late');

    expect([status, text]).toEqual([200, 'sent']);
    expect(lines).toHaveLength(1);
  });

  it('leaves other errors to Nest and to the filters of the host', async () => {
    const own = await answerTo(new BadRequestException('mine'));
    expect(JSON.parse(own.text)).toEqual({ statusCode: 400, error: 'Bad Request', message: 'mine' });
    expect(own.logged).toEqual([]);

    expect(await answerTo(new RangeError('x'))).toMatchObject({ status: 418, text: '{"of":"the host"}' });

    const other = await answerTo(new TypeError('x'));
    expect(JSON.parse(other.text)).toEqual({ statusCode: 500, message: 'Internal server error' });
    expect(other.logged).toHaveLength(1);
  });

  it('knows errors of another copy of the package', async () => {
    const copy = (await import(await compilePackage())) as typeof import('nestjs-alternative-payments');
    expect((await answerTo(new copy.TenantNotFoundError('acme'))).status).toBe(502);
  });

  it.each(['rpc', 'ws', 'graphql'])('throws the error on in the context %s', async (context) => {
    const consumer = new Consumer();
    const run = application
      .get(ExternalContextCreator)
      .create(
        consumer,
        Reflect.get(consumer, 'consume') as () => never,
        'consume',
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        context,
      );
    thrown.error = new ApiNotFoundError(facts('invoices.get', 404));

    expect(await failureOf(Promise.resolve().then(() => run()))).toBe(thrown.error);
  });

  it('survives a logger that throws', async () => {
    const fail = (): never => {
      throw new Error('the log is full');
    };
    Logger.overrideLogger({ log: fail, warn: fail, error: fail });
    expect((await answerTo(new AccountClosedError('default'))).status).toBe(502);
  });
});
