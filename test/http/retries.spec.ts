import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import type { Fault } from 'nestjs-alternative-payments/testing';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAccount } from '../support/application.js';
import { until, pass, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

/** Pauses short enough for tests over real sockets. */
const QUICK = { callBackoff: { baseMs: 5, maxMs: 10 } };

describe('a request that is safe to repeat', () => {
  const failures: Array<[what: string, fault: Omit<Fault, 'on'>]> = [
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['a reset', { reset: true }],
    ['429', { status: 429 }],
  ];

  it.each(failures)('is sent again, twice at most, after %s', async (_what, fault) => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options, QUICK);

    const twice = simulator.fault({ on: 'GET /customers', times: 2, ...fault });
    expect((await firstValueFrom(http.get('/customers'))).status).toBe(200);
    expect(twice.hits).toBe(2);

    const always = simulator.fault({ on: 'GET /customers', ...fault });
    await expect(firstValueFrom(http.get('/customers'))).rejects.toMatchObject({ isAxiosError: true });
    expect(always.hits).toBe(3);
  });

  it.each(['head', 'options'] as const)('may be a %s', async (method) => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options, QUICK);
    const fault = simulator.fault({ on: '* /customers', times: 1, status: 503 });

    await http.axiosRef.request({ method, url: '/customers', validateStatus: (status) => status !== 503 });

    expect(fault.hits).toBe(1);
    expect(simulator.journal.apiRequests).toHaveLength(2);
  });

  it('goes through to the same bytes, with interceptors run once', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options, QUICK);
    let runs = 0;
    http.axiosRef.interceptors.request.use((config) => {
      config.headers.set('X-Run', String((runs += 1)));
      return config;
    });
    simulator.fault({ on: 'POST /customers', times: 2, status: 429 });

    await firstValueFrom(http.post('/customers', { name: 'Acme', email: 'ap@acme.example' }));

    const sent = simulator.journal
      .find('POST /customers')
      .map(({ body, headers }) => [body, headers['x-run'], headers['content-type']]);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  it('is not repeated where it opts out', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options, QUICK);
    simulator.fault({ on: 'GET /customers', status: 503 });

    await expect(
      firstValueFrom(http.get('/customers', { alternativePayments: { retry: false } })),
    ).rejects.toMatchObject({
      response: { status: 503 },
    });

    expect(simulator.journal.apiRequests).toHaveLength(1);
  });

  it('is not repeated where the caller accepts the 503', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options, QUICK);
    simulator.fault({ on: 'GET /customers', status: 503 });

    expect((await firstValueFrom(http.get('/customers', { validateStatus: () => true }))).status).toBe(503);
    expect(simulator.journal.apiRequests).toHaveLength(1);
  });

  it('waits as long as Retry-After says', async () => {
    useFakeTime();
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.fault({ on: 'GET /customers', times: 1, status: 429, headers: { 'retry-after': '7' } });

    const answer = firstValueFrom(http.get('/customers'));
    await until(() => simulator.journal.apiRequests[0]?.outcome === 'answered');
    await new Promise((resolve) => setImmediate(resolve));
    await pass(6_900);
    expect(simulator.journal.apiRequests).toHaveLength(1);
    await pass(200);

    expect((await answer).status).toBe(200);
  });

  it('does not wait for a Retry-After that the call cannot outlive', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    simulator.fault({ on: 'GET /customers', status: 429, headers: { 'retry-after': '60' } });

    await expect(firstValueFrom(http.get('/customers'))).rejects.toMatchObject({ response: { status: 429 } });
    expect(simulator.journal.apiRequests).toHaveLength(1);
  });
});

describe('an answer that breaks off', () => {
  /** A server whose first answers end in the middle, and that counts what it was asked. */
  async function startBreakingServer(): Promise<{ baseURL: string; asked: string[] }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      if (request.url === '/oauth/token') return response.end('{"access_token":"abc","token_type":"bearer"}');
      asked.push(request.method ?? '');
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"data":', () => response.destroy());
      return undefined;
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return { baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }

  it('makes a GET be sent again, and leaves the outcome of a POST unknown', async () => {
    const { baseURL, asked } = await startBreakingServer();
    const { http } = await startAccount(
      {
        baseURL,
        clientId: 'id',
        clientSecret: 'secret',
        pacing: false,
      },
      QUICK,
    );

    await expect(firstValueFrom(http.get('/customers'))).rejects.toMatchObject({ isAxiosError: true });
    const posted: unknown = await firstValueFrom(http.post('/customers', {})).catch(
      (reason: unknown) => reason,
    );

    expect(asked).toEqual(['GET', 'GET', 'GET', 'POST']);
    expect(isOutcomeUnknown(posted)).toBe(true);
  });

  it('is not the same as one that is longer than the request allows', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', body: 'x'.repeat(5_000) });
    const { http } = await startAccount(simulator.options, QUICK);

    await expect(firstValueFrom(http.get('/customers', { maxContentLength: 100 }))).rejects.toThrow(
      /maxContentLength/,
    );

    expect(simulator.journal.apiRequests).toHaveLength(1);
  });
});

describe('a request that is not', () => {
  it.each(['post', 'put', 'patch', 'delete'] as const)('is sent once: %s', async (method) => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options, QUICK);
    for (const fault of [{ status: 500 }, { status: 503 }, { reset: true as const }]) {
      simulator.clearFaults();
      simulator.journal.clear();
      simulator.fault({ on: 'api', ...fault });
      await expect(http.axiosRef.request({ method, url: '/customers/x', data: {} })).rejects.toMatchObject({
        outcome: 'unknown',
      });
      expect(simulator.journal.apiRequests).toHaveLength(1);
    }
  });

  it('is not repeated even after 429 if its body can be sent only once', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options, QUICK);
    simulator.fault({ on: 'POST /customers', status: 429 });

    await expect(firstValueFrom(http.post('/customers', Readable.from(['{}'])))).rejects.toMatchObject({
      response: { status: 429 },
    });
    expect(simulator.journal.apiRequests).toHaveLength(1);
  });
});
