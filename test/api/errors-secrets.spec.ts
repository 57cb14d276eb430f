import { inspect } from 'node:util';
import { HttpService } from '@nestjs/axios';
import { Test } from '@nestjs/testing';
import type { AxiosRequestConfig } from 'axios';
import { AlternativePaymentsError, AlternativePaymentsModule, ApiError } from 'nestjs-alternative-payments';
import { type Fault, type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Operation, type OperationName, OPERATIONS } from '../../lib/api/calls/operations.js';
import { formsOf, printsOf } from '../support/secret-scan.js';
import { failureOfCall } from './failed-call.js';

const SENSITIVE = (Object.entries(OPERATIONS) as Array<[OperationName, Operation]>).filter(
  ([, { secrets, isAnswerSecret }]) => secrets !== undefined || isAnswerSecret,
);

/** What is secret of each: one with everything that has to be escaped somewhere, one that could be a number. */
const SUBMITTED = ['se"cret<&>\\ / ü+7', '5512349876'];
const ANSWERED = 'https://signed.example/?key=of-the-answer';

const echo = {
  code: SUBMITTED[0],
  message: `cannot take ${JSON.stringify({ secret_key: SUBMITTED[0] })} nor ${encodeURIComponent(SUBMITTED[0]!)}`,
  validation_errors: { [SUBMITTED[0]!]: 'a', account_number: SUBMITTED[1], nested: { list: [SUBMITTED] } },
  submitted: { number: Number(SUBMITTED[1]), list: SUBMITTED },
};

const kinds: Array<[what: string, fault: Fault, config?: () => AxiosRequestConfig]> = [
  ...[400, 401, 403, 404, 422, 429, 500, 503].map((status): [string, Fault] => [
    `${status} that echoes the body`,
    { on: 'api', status, body: echo },
  ]),
  ['a text that echoes the body', { on: 'api', status: 422, body: `body was ${JSON.stringify(SUBMITTED)}` }],
  ['a page that echoes the body', { on: 'api', status: 502, body: `<html>${SUBMITTED.join('')}</html>` }],
  [
    'a body of which the cut would split a secret',
    { on: 'api', status: 422, body: { message: `${'x'.repeat(995)}${SUBMITTED[0]}${'x'.repeat(20_000)}` } },
  ],
  [
    'headers that echo the body',
    { on: 'api', status: 400, body: {}, headers: { 'x-request-id': `id-${SUBMITTED[1]}` } },
  ],
  ['a redirect', { on: 'api', redirect: `https://s${SUBMITTED[1]}.example/${ANSWERED}` }],
  ['304', { on: 'api', status: 304 }],
  [
    'a success that is no JSON',
    { on: 'api', malformed: `{"url":"${ANSWERED}","echo":${JSON.stringify(SUBMITTED)}` },
  ],
  ['a reset', { on: 'api', reset: true }],
  ['a timeout', { on: 'api', hang: true }, () => ({ timeout: 30 })],
  ['a cancellation', { on: 'api', hang: true }, () => ({ signal: AbortSignal.timeout(30) })],
  ['a call that is not sent', { on: 'api', hang: true }, () => ({ url: 'https://elsewhere.example/' })],
];

describe('no print of an error holds a secret', () => {
  let simulator: Simulator;
  let http: HttpService;
  let close: () => Promise<void>;

  beforeAll(async () => {
    simulator = await startSimulator({ rateLimit: false });
    const options = { ...simulator.options, calls: { retries: 0 }, pacing: false as const };
    const testing = await Test.createTestingModule({
      imports: [AlternativePaymentsModule.forRoot(options)],
    }).compile();
    const application = await testing.init();
    http = application.get(HttpService, { strict: false });
    close = () => application.close();
  });

  afterAll(async () => {
    await close();
    await simulator.close();
  });

  it('where the operations are known that have one', () => {
    expect(SENSITIVE.map(([name]) => name)).toEqual([
      'paymentMethods.createBank',
      'paymentMethods.createCard',
      'paymentMethods.verifyCvv',
      'invoices.paymentLink',
      'invoices.pdfLink',
      'webhooks.create',
      'checkout.createToken',
    ]);
  });

  it.each(kinds)('after %s', async (_what, fault, config) => {
    const handle = simulator.fault(fault);
    for (const [operation, { method, secrets = [] }] of SENSITIVE) {
      const submits = method === 'POST';
      const data = submits
        ? Object.fromEntries([...secrets, 'other'].map((key) => [key, SUBMITTED]))
        : undefined;
      const request = {
        data,
        alternativePayments: { retry: false, replay: false },
        headers: { 'X-Mine': SUBMITTED[1] },
        ...config?.(),
      };
      const error = await failureOfCall(http, operation, request, SUBMITTED);

      expect(error).toBeInstanceOf(AlternativePaymentsError);
      const tokens = simulator.journal.apiRequests.flatMap(({ token }) => token ?? []);
      const prints = [
        printsOf(error),
        inspect(error, { depth: Infinity, showHidden: true }),
        JSON.stringify(error),
        inspect(structuredClone(error), { depth: Infinity, showHidden: true }),
      ].join('\n');
      for (const secret of [
        ...SUBMITTED,
        'of-the-answer',
        simulator.options.clientSecret,
        ...new Set(tokens),
      ])
        for (const form of formsOf(secret)) expect(prints).not.toContain(form);
      expect(prints).not.toContain('AxiosError');
    }
    handle.remove();
  });

  it('while the rest of what the API says is kept', async () => {
    const handle = simulator.fault({ on: 'api', status: 422, body: echo });
    const error = (await failureOfCall(http, 'webhooks.create', {}, SUBMITTED)) as ApiError;
    handle.remove();

    expect(error).toBeInstanceOf(ApiError);
    expect(error.apiMessage).toBe('cannot take {"secret_key":"[redacted]"} nor [redacted]');
    expect({ ...error.validationErrors }).toEqual({
      '[redacted]': 'a',
      account_number: '[redacted]',
      nested: '{"list":[["[redacted]","[redacted]"]]}',
    });
    expect(error.body).toMatchObject({
      submitted: { number: '[redacted]', list: ['[redacted]', '[redacted]'] },
    });
  });

  it('where a secret looks like a piece of JSON, or is empty', async () => {
    const handle = simulator.fault({ on: 'api', status: 422, body: { message: 'a "word"' } });
    for (const secret of ['"', ':', 'message', 'word']) {
      const error = (await failureOfCall(http, 'webhooks.create', {}, [secret])) as ApiError;
      expect(error).toMatchObject({ code: 'API_UNPROCESSABLE', status: 422 });
      expect(error.apiMessage).not.toContain(secret);
    }
    const error = (await failureOfCall(http, 'webhooks.create', {}, [''])) as ApiError;
    expect(error.apiMessage).toBe('a "word"');
    handle.remove();
  });

  it('of a secret answer that is no error', async () => {
    const handle = simulator.fault({ on: 'api', status: 304, headers: { 'x-request-id': 'a' } });
    const error = (await failureOfCall(http, 'invoices.pdfLink')) as ApiError;
    handle.remove();

    expect(error).toMatchObject({ status: 304, requestId: 'a' });
    expect(error.body).toBeUndefined();
  });
});
