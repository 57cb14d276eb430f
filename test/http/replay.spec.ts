import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import FormDataPackage from 'form-data';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

const CUSTOMER = { name: 'Acme', email: 'ap@acme.example' };

describe('a 401 for a request that carried our token', () => {
  it('costs the caller nothing: the request is sent once more with a new token', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.revokeAllTokens();

    const { status } = await firstValueFrom(http.post('/customers', CUSTOMER));

    expect(status).toBe(201);
    const [first, second] = simulator.journal.find('POST /customers');
    expect([first?.status, second?.status]).toEqual([401, 201]);
    expect(second?.token).not.toBe(first?.token);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('is answered with one token request, however many requests it hits', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.revokeAllTokens();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => firstValueFrom(http.get('/customers'))),
    );

    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('is sent three times at most: if two more tokens are rejected, the caller gets the 401', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    simulator.fault({ on: 'POST /customers', status: 401 });

    await expect(firstValueFrom(http.post('/customers', CUSTOMER))).rejects.toMatchObject({
      response: { status: 401 },
    });

    expect(simulator.journal.find('POST /customers')).toHaveLength(3);
  });

  it('counts even where the caller accepts every status', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.revokeAllTokens();

    const { status } = await firstValueFrom(http.get('/customers', { validateStatus: () => true }));

    expect(status).toBe(200);
  });

  it('is not replayed where the request opts out, but the next request has a new token', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.revokeAllTokens();

    const refused = firstValueFrom(
      http.post('/customers', CUSTOMER, { alternativePayments: { replay: false } }),
    );
    await expect(refused).rejects.toMatchObject({ response: { status: 401 } });
    const { status } = await firstValueFrom(http.post('/customers', CUSTOMER));

    expect(status).toBe(201);
    expect(simulator.journal.find('POST /customers').map((request) => request.status)).toEqual([401, 201]);
  });

  const streams: Array<[what: string, body: () => unknown]> = [
    ['a stream', () => Readable.from([JSON.stringify(CUSTOMER)])],
    [
      'a multipart stream',
      () => {
        const form = new FormDataPackage();
        form.append('name', 'Acme');
        return form;
      },
    ],
  ];
  it.each(streams)(
    'is not replayed with %s for a body, which could be sent only once',
    async (_what, body) => {
      const simulator = await simulate();
      const { http, tokens } = await startAccount(simulator.options);
      const before = await tokens.getToken();
      simulator.revokeAllTokens();

      await expect(firstValueFrom(http.post('/customers', body()))).rejects.toMatchObject({
        response: { status: 401 },
      });

      expect(simulator.journal.find('POST /customers')).toHaveLength(1);
      expect(await tokens.getToken()).not.toBe(before);
    },
  );

  const bodies: Array<[what: string, body: unknown]> = [
    ['an object', CUSTOMER],
    ['text', JSON.stringify(CUSTOMER)],
    ['a buffer', Buffer.from(JSON.stringify(CUSTOMER))],
    ['an array of bytes', new TextEncoder().encode(JSON.stringify(CUSTOMER))],
    ['a form', new URLSearchParams(CUSTOMER)],
    [
      'a multipart form',
      Object.entries(CUSTOMER).reduce(
        (form, [key, value]) => (form.append(key, value), form),
        new FormData(),
      ),
    ],
    ['a blob', new Blob([JSON.stringify(CUSTOMER)])],
    ['nothing', undefined],
  ];
  it.each(bodies)('is replayed in full with %s for a body', async (_what, body) => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /customers', times: 1, status: 401 });
    simulator.fault({ on: 'POST /customers', status: 201, body: {} });
    const { http } = await startAccount(simulator.options);

    await firstValueFrom(http.post('/customers', body));

    const [first, second] = simulator.journal
      .find('POST /customers')
      .map((request) => request.body.replaceAll(/-+axios[^\r\n]*/g, ''));
    expect(second).toBe(first);
    expect(first).toHaveLength(body === undefined ? 0 : (first?.length ?? 1));
  });

  it('reaches the caller with the reason where no other token can be had', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.revokeAllTokens();
    simulator.fault({ on: 'POST /oauth/token', status: 403, body: { error: 'invalid_client' } });

    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => firstValueFrom(http.get('/customers'))),
    );

    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: { response: { status: 401 }, cause: { code: 'CREDENTIALS_REJECTED' } },
      });
    }
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });

  it('costs two token requests, not one per call, where an endpoint rejects every token', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'GET /payouts', status: 401 });
    const { http } = await startAccount(simulator.options);

    for (let call = 0; call < 20; call += 1) {
      await expect(firstValueFrom(http.get('/payouts'))).rejects.toMatchObject({ response: { status: 401 } });
      expect((await firstValueFrom(http.get('/customers'))).status).toBe(200);
    }

    // The first token, its successor, and on a machine slow enough to outlast the pause of ½–1 s one or two more.
    expect(simulator.journal.tokenRequests.length).toBeLessThanOrEqual(4);
  });

  it('frees the connection of the rejected request, which the token request may need', async () => {
    const simulator = await simulate();
    const httpAgent = new Agent({ maxSockets: 1, keepAlive: true });
    const { http, tokens } = await startAccount({
      ...simulator.options,
      http: { httpAgent, responseType: 'stream' },
    });
    await tokens.getToken();
    simulator.revokeAllTokens();
    simulator.fault({ on: 'GET /customers', times: 1, status: 401, body: 'x'.repeat(1_000_000) });

    const { status, data } = await firstValueFrom(http.get<Readable>('/customers'));
    data.resume();

    expect(status).toBe(200);
    simulator.fault({ on: 'GET /customers', times: 1, status: 302, body: 'x'.repeat(1_000_000) });
    await expect(firstValueFrom(http.get('/customers'))).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    expect((await firstValueFrom(http.get<Readable>('/customers'))).data.resume()).toBeDefined();
  });

  it('is no business of ours when it is a 403', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    const before = await tokens.getToken();
    simulator.fault({ on: 'api', status: 403, body: { code: 'forbidden' } });

    await expect(firstValueFrom(http.get('/customers'))).rejects.toMatchObject({ response: { status: 403 } });

    expect(simulator.journal.apiRequests).toHaveLength(1);
    expect(await tokens.getToken()).toBe(before);
  });
});
