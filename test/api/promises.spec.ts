import { setImmediate as turn } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  AlternativePaymentsClient,
  AlternativePaymentsModule,
  type ApiPromise,
  TokenService,
} from 'nestjs-alternative-payments';
import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../support/failure-of.js';

const unhandled = vi.fn<(reason: unknown) => void>();

let simulator: Simulator;
let application: INestApplicationContext;
let api: AlternativePaymentsClient;
let customerId: string;

beforeAll(async () => {
  simulator = await startSimulator({ rateLimit: false, seed: true });
  const testing = await Test.createTestingModule({
    imports: [AlternativePaymentsModule.forRoot(simulator.options)],
  }).compile();
  application = await testing.init();
  api = application.get(AlternativePaymentsClient, { strict: false });
  const { data } = await api.customers.list();
  customerId = data[0]!.id;
});

beforeEach(() => {
  simulator.journal.clear();
  unhandled.mockClear();
  process.on('unhandledRejection', unhandled);
});

afterEach(() => {
  process.off('unhandledRejection', unhandled);
  simulator.clearFaults();
});

afterAll(async () => {
  await application.close();
  await simulator.close();
});

/** Lets Node report what nobody has handled. */
async function settle(): Promise<void> {
  for (let left = 5; left > 0; left -= 1) await turn();
}

describe('withResponse()', () => {
  it('gives the data with the status, the headers and the name of the request', async () => {
    simulator.fault({
      on: 'GET /customers/{id}',
      status: 203,
      headers: { 'X-Request-Id': 'req-1', 'Set-Cookie': 'a=1' },
      body: { id: 'cus_1' },
    });
    const { data, status, headers, requestId } = await api.customers.get('cus_1').withResponse();
    expect({ data, status, requestId }).toEqual({ data: { id: 'cus_1' }, status: 203, requestId: 'req-1' });
    expect(headers).toMatchObject({ 'x-request-id': 'req-1', 'set-cookie': 'a=1' });
  });

  it.each([
    [{ 'Request-Id': 'b', 'X-Correlation-Id': 'c' }, 'b'],
    [{ 'X-Correlation-Id': 'c' }, 'c'],
    [{ 'X-Request-Id': '' }, undefined],
    [{}, undefined],
  ])('finds the name of the request in %j', async (headers, name) => {
    simulator.fault({ on: 'GET /customers/{id}', headers, body: { id: 'cus_1' } });
    expect((await api.customers.get('cus_1').withResponse()).requestId).toBe(name);
  });

  it('gives nothing as data where the API answers with nothing', async () => {
    simulator.fault({ on: 'DELETE /customers/{id}', status: 204, body: '' });
    expect(await api.customers.archive('cus_1').withResponse()).toMatchObject({
      data: undefined,
      status: 204,
    });
  });

  it('works for requests without a method', async () => {
    const { data, status } = await api
      .request<{ id: string }>({ method: 'GET', path: `/customers/${customerId}` })
      .withResponse();
    expect([data.id, status]).toEqual([customerId, 200]);
  });

  it('sends nothing more, in whatever order and however often it is called', async () => {
    const call = api.customers.get(customerId);
    const before = await call.withResponse();
    const data = await call;
    const after = await call.withResponse();
    expect(before.data).toBe(data);
    expect(after.data).toBe(data);
    expect(simulator.journal.apiRequests).toHaveLength(1);
  });
});

describe('a call that fails', () => {
  beforeEach(() => {
    simulator.fault({ on: 'api', status: 404, body: { code: 'not_found', message: 'none' } });
  });

  it.each<[string, (call: ApiPromise<unknown>) => Promise<unknown>]>([
    ['only the data', (call) => call],
    ['only the answer', (call) => call.withResponse()],
    ['the answer before the data', (call) => call.withResponse().catch(() => call)],
    ['the data before the answer', (call) => call.catch(() => call.withResponse())],
    ['both at once', (call) => Promise.all([call, call.withResponse()])],
    ['the answer twice', (call) => Promise.all([call.withResponse(), call.withResponse()])],
    ['finally()', (call) => call.finally(() => undefined)],
  ])('rejects what its caller waits for, and nothing else: %s', async (_what, use) => {
    expect(await failureOf(use(api.customers.get('cus_1')))).toMatchObject({ status: 404 });
    await settle();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('gives both the same error', async () => {
    const call = api.customers.get('cus_1');
    const [one, other] = await Promise.all([failureOf(call), failureOf(call.withResponse())]);
    expect(one).toBe(other);
  });

  it('is reported once where nobody waits for it', async () => {
    void api.customers.get('cus_1');
    await vi.waitFor(() => expect(unhandled).toHaveBeenCalled());
    await settle();
    expect(unhandled).toHaveBeenCalledTimes(1);
  });

  it('is reported once where nobody waits for its answer', async () => {
    void api.customers.get('cus_1').withResponse();
    await vi.waitFor(() => expect(unhandled).toHaveBeenCalled());
    await settle();
    expect(unhandled).toHaveBeenCalledTimes(1);
  });
});

describe('the options of a call', () => {
  it.each([0, -1, Number.NaN, '1000' as never])('refuse timeoutMs: %s', async (timeoutMs) => {
    expect(await failureOf(api.customers.get(customerId, { timeoutMs }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(simulator.journal.apiRequests).toHaveLength(0);
  });

  it('limit the whole call by timeoutMs, its retries and pauses included', async () => {
    simulator.fault({ on: 'api', status: 503, headers: { 'Retry-After': '20' }, body: {} });
    expect(await failureOf(api.customers.get(customerId, { timeoutMs: 300 }))).toBeInstanceOf(Error);
    simulator.clearFaults();
    simulator.fault({ on: 'api', hang: true });
    expect(await failureOf(api.customers.get(customerId, { timeoutMs: 30 }))).toMatchObject({
      code: 'CALL_TIMED_OUT',
      timeoutMs: 30,
      phase: 'answer',
    });
  });

  it('add headers, beside the token and what the client needs', async () => {
    await api.customers.get(customerId, { headers: { 'X-Trace': 'mine' } });
    const [{ headers, token }] = simulator.journal.apiRequests as [
      (typeof simulator.journal.apiRequests)[number],
    ];
    expect(headers).toMatchObject({ 'x-trace': 'mine', accept: 'application/json' });
    expect(token).toBe(await application.get(TokenService, { strict: false }).getToken());
  });

  it('send a call again after a rejected token, unless replay is false', async () => {
    simulator.revokeAllTokens();
    expect(await api.customers.get(customerId)).toMatchObject({ id: customerId });
    expect(simulator.journal.apiRequests.map(({ status }) => status)).toEqual([401, 200]);
    simulator.journal.clear();
    simulator.revokeAllTokens();
    expect(await failureOf(api.customers.get(customerId, { replay: false }))).toMatchObject({ status: 401 });
    expect(simulator.journal.apiRequests).toHaveLength(1);
  });

  it('send a call again after a failure that allows it, unless retry is false', async () => {
    simulator.fault({ on: 'api', times: 1, status: 503, body: {} });
    expect(await api.customers.get(customerId)).toMatchObject({ id: customerId });
    expect(simulator.journal.apiRequests).toHaveLength(2);
    simulator.journal.clear();
    simulator.fault({ on: 'api', times: 1, status: 503, body: {} });
    expect(await failureOf(api.customers.get(customerId, { retry: false }))).toMatchObject({ status: 503 });
    expect(simulator.journal.apiRequests).toHaveLength(1);
  });

  it('end a call by its signal before anything is sent', async () => {
    expect(await failureOf(api.customers.get(customerId, { signal: AbortSignal.abort() }))).toMatchObject({
      code: 'CALL_ABORTED',
    });
    expect(simulator.journal.requests).toHaveLength(0);
  });

  it('may be frozen, and are not changed', async () => {
    const headers = Object.freeze({ 'X-Trace': 'mine' });
    const options = Object.freeze({ headers, timeoutMs: 10_000 });
    await api.customers.get(customerId, options);
    expect(options).toEqual({ headers: { 'X-Trace': 'mine' }, timeoutMs: 10_000 });
  });
});
