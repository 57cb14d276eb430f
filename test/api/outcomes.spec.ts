import {
  AlternativePaymentsClient,
  AlternativePaymentsTenants,
  ApiUnauthorizedError,
  InvalidArgumentError,
  isOutcomeUnknown,
  RateQueueFullError,
  TenantNotResolvedError,
} from 'nestjs-alternative-payments';
import type { Fault } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import { type OperationName, OPERATIONS } from '../../lib/api/calls/operations.js';
import { startAccount } from '../support/application.js';
import { clientOfFile } from '../support/client-of-file.js';
import { failureOf } from '../support/failure-of.js';
import { formsOf, printsOf } from '../support/secret-scan.js';
import { simulate } from '../support/simulator.js';
import { argumentsOf, EVERY_METHOD } from './every-method.js';

// Repeats are allowed, as they are unless somebody forbids them: what is sent once is sent once all the same.
const client = clientOfFile();

const CUSTOMER = { name: 'Acme', email: 'billing@acme.example' };

const CHANGES = EVERY_METHOD.filter(({ method }) => OPERATIONS[method as OperationName].method !== 'GET');

/** Their requests. */
const REQUESTS = CHANGES.map(({ method }) => {
  const { method: verb, path } = OPERATIONS[method as OperationName];
  return `${verb} ${path.replaceAll(/\{(\w+)\}/g, 'the-$1')}`;
}).toSorted();

type Failure = [what: string, fault: Omit<Fault, 'on'>, options?: object];

const UNKNOWN: Failure[] = [
  ['its connection is reset', { reset: true }],
  ['its connection is reset once it was carried out', { afterHandling: true, reset: true }],
  ['it is answered with 500', { status: 500, body: { message: 'oops' } }],
  ['it is answered with 503', { status: 503, body: {}, headers: { 'retry-after': '0' } }],
  ['it is answered with a page and 502', { status: 502, body: '<html>Bad gateway</html>' }],
  ['it times out', { hang: true }, { timeoutMs: 1_000 }],
  ['its answer breaks off', { malformed: '{"id":' }],
  ['it is answered with a redirect', { redirect: '/elsewhere' }],
];

const REFUSED: Failure[] = [400, 404, 409, 422].map((status) => [
  `it is answered with ${status}`,
  { status, body: { code: 'no', message: 'No.' } },
]);

/** Calls all methods that change something at once. Each has one request, and fails. */
async function failures(options: () => object = () => ({})): Promise<Array<[method: string, error: Error]>> {
  const { sent, result = [] } = await client.watch(() =>
    Promise.all(
      CHANGES.map(async (call): Promise<[string, Error]> => {
        const answer = client.call(call.method, ...argumentsOf(call), options());
        return [call.method, await failureOf(answer)];
      }),
    ),
  );
  expect(sent.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(REQUESTS);
  return result;
}

describe('a call that changes something', () => {
  it.each(UNKNOWN)('is sent once, and its outcome is unknown, where %s', async (_what, fault, options) => {
    client.simulator.fault({ on: 'api', ...fault });

    const found = await failures(() => options ?? {});

    expect(found.filter(([, error]) => !isOutcomeUnknown(error))).toEqual([]);
  });

  it('is sent once, and its outcome is unknown, where its caller gives up on its way', async () => {
    client.simulator.fault({ on: 'api', hang: true });
    const callers: AbortController[] = [];
    const { journal } = client.simulator;
    const arrived = journal.waitFor('api', journal.apiRequests.length + CHANGES.length);
    void arrived.then(() => callers.forEach((caller) => caller.abort()));

    const found = await failures(() => {
      const caller = new AbortController();
      callers.push(caller);
      return { signal: caller.signal };
    });

    expect(found.filter(([, error]) => !isOutcomeUnknown(error))).toEqual([]);
    expect(found.map(([, error]) => error)).toMatchObject(CHANGES.map(() => ({ code: 'CALL_ABORTED' })));
  });

  it.each(REFUSED)('is sent once, and was not acted on, where %s', async (_what, fault) => {
    client.simulator.fault({ on: 'api', ...fault });

    const found = await failures();

    expect(found.filter(([, error]) => isOutcomeUnknown(error))).toEqual([]);
    expect(found.map(([, error]) => error)).toMatchObject(CHANGES.map(() => ({ outcome: 'refused' })));
  });

  it('is not sent where an argument is refused', async () => {
    const { sent, error } = await client.watch(() => client.call('customers.create', { name: '' }));
    expect(sent).toEqual([]);
    expect(error).toBeInstanceOf(InvalidArgumentError);
    expect(isOutcomeUnknown(error)).toBe(false);
  });

  it('was not sent where its connection is refused', async () => {
    const simulator = await simulate();
    const { application, tokens } = await startAccount({ ...simulator.options, calls: { retries: 0 } });
    await tokens.getToken();
    await simulator.close();
    const api = application.get(AlternativePaymentsClient, { strict: false });
    // Its connection is still held, and ends with this.
    await failureOf(api.customers.list());

    const error = await failureOf(api.customers.create(CUSTOMER));

    expect(error).toMatchObject({ code: 'CONNECTION_FAILED', outcome: 'refused' });
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
    expect(isOutcomeUnknown(error)).toBe(false);
  });

  it('is not sent where no further call may wait for its turn', async () => {
    const simulator = await simulate();
    const { application, tokens } = await startAccount({
      ...simulator.options,
      pacing: { requests: 1, perMilliseconds: 600_000, queue: 0 },
    });
    await tokens.getToken();
    const api = application.get(AlternativePaymentsClient, { strict: false });

    const error = await failureOf(api.customers.create(CUSTOMER));

    expect(error).toBeInstanceOf(RateQueueFullError);
    expect(error).toMatchObject({ code: 'RATE_QUEUE_FULL', account: 'default' });
    expect(isOutcomeUnknown(error)).toBe(false);
    expect(simulator.journal.apiRequests).toEqual([]);
  });

  it('is not sent where its tenant cannot be resolved', async () => {
    const simulator = await simulate();
    const { application } = await startAccount({
      ...simulator.options,
      warmUp: false,
      tenants: { resolve: () => Promise.reject(new Error('the database is away')) },
    });
    const api = application.get(AlternativePaymentsTenants, { strict: false }).client('acme');

    const error = await failureOf(api.customers.create(CUSTOMER));

    expect(error).toBeInstanceOf(TenantNotResolvedError);
    expect(error).toMatchObject({ code: 'TENANT_NOT_RESOLVED' });
    expect(isOutcomeUnknown(error)).toBe(false);
    expect(simulator.journal.requests).toEqual([]);
  });

  it('is sent again after a 429, which says that it was not acted on, unless retry is false', async () => {
    const tooMany = {
      on: 'POST /customers',
      times: 1,
      status: 429,
      body: {},
      headers: { 'retry-after': '0' },
    };
    client.simulator.fault(tooMany);
    const again = await client.watch(() => client.api.customers.create(CUSTOMER));
    expect(again.result).toMatchObject(CUSTOMER);
    expect(again.sent.map(({ status, body }) => [status, JSON.parse(body)])).toEqual([
      [429, CUSTOMER],
      [201, CUSTOMER],
    ]);

    client.simulator.fault(tooMany);
    const once = await client.watch(() => client.api.customers.create(CUSTOMER, { retry: false }));
    expect(once.sent).toHaveLength(1);
    expect(once.error).toMatchObject({ code: 'API_RATE_LIMITED', outcome: 'refused' });
  });
});

describe('a token of a checkout that the API does not accept', () => {
  const FOREIGN = 'token+of/another.checkout==';

  it('is not replaced, repeated or quoted, and leaves the token of the account alone', async () => {
    const before = await client.watch(() => client.api.customers.list());
    const tokenRequests = client.simulator.journal.tokenRequests.length;

    const { sent, error } = await client.watch(() => client.api.checkout.invoice(FOREIGN));
    const after = await client.watch(() => client.api.customers.list());

    expect(sent.map(({ token, status }) => [token, status])).toEqual([[FOREIGN, 401]]);
    expect(error).toBeInstanceOf(ApiUnauthorizedError);
    expect(error).toMatchObject({ operation: 'checkout.invoice', outcome: 'none' });
    const prints = printsOf(error);
    for (const form of formsOf(FOREIGN)) expect(prints).not.toContain(form);
    expect(client.simulator.journal.tokenRequests).toHaveLength(tokenRequests);
    expect(after.sent.map(({ token, status }) => [token, status])).toEqual([[before.sent[0]?.token, 200]]);
  });
});
