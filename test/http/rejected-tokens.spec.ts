import { type AxiosAdapter, AxiosError, type AxiosRequestConfig } from 'axios';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { passUntil, useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

describe('a token that is renewed while a call is being prepared', () => {
  it('is the one that is sent, and the one that a 401 is about', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    const old = await tokens.getToken();
    http.axiosRef.interceptors.request.use(async (config) => {
      await tokens.refresh();
      return config;
    });
    simulator.fault({ on: 'GET /customers', times: 1, status: 401 });

    const { status } = await firstValueFrom(http.get('/customers'));

    // The 401 was for the second token, in whose place the first one serves, which the API still knows.
    expect(status).toBe(200);
    const sent = simulator.journal.apiRequests.map(({ token }) => token);
    expect(sent).toHaveLength(2);
    expect(sent[0]).not.toBe(old);
    expect(sent[1]).toBe(old);
    expect(tokens.snapshot().generation).toBe(2);
  });

  it('is the one that is sent by a call that waited for its turn', async () => {
    useFakeTime();
    const simulator = await simulate();
    const pacing = { requests: 1, perMilliseconds: 300 };
    const { http, tokens } = await startAccount({ ...simulator.options, pacing });
    const old = await tokens.getToken();

    const calls = [http.axiosRef.get('/customers'), http.axiosRef.get('/customers')];
    void tokens.refresh();
    await passUntil(() => simulator.journal.apiRequests.length === 2);
    await Promise.all(calls);

    const renewed = await tokens.getToken();
    expect(renewed).not.toBe(old);
    expect(simulator.journal.requests.map(({ path, token }) => token ?? path)).toEqual([
      '/oauth/token',
      '/oauth/token',
      renewed,
      renewed,
    ]);
  });
});

describe('a body that an adapter of the host streams', () => {
  it('is not replayed after a 401, and the next call has a new token', async () => {
    const simulator = await simulate();
    const adapter: AxiosAdapter = async (config) => {
      const { status, statusText } = await fetch(new URL(config.url ?? '', config.baseURL), {
        method: config.method,
        headers: config.headers.toJSON() as Record<string, string>,
        body: config.data as ReadableStream,
        duplex: 'half',
        signal: config.signal as AbortSignal,
      });
      const response = { status, statusText, config, headers: {}, data: undefined };
      if (status === 401) throw new AxiosError('refused', 'ERR_BAD_REQUEST', config, undefined, response);
      return response;
    };
    const { http, tokens } = await startAccount(simulator.options);
    const old = await tokens.getToken();
    simulator.revokeAllTokens();

    const body = new Blob(['{"name":"Acme"}']).stream();
    const headers = { 'Content-Type': 'application/json' };
    await expect(firstValueFrom(http.post('/customers', body, { headers, adapter }))).rejects.toMatchObject({
      response: { status: 401 },
    });

    expect(simulator.journal.find('POST /customers')).toHaveLength(1);
    expect(await tokens.getToken()).not.toBe(old);
  });
});

describe('a configuration that is used for several calls', () => {
  it('gives each of them its own replay, and comes back as it was', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    const config: AxiosRequestConfig = {
      headers: { 'X-Company': 'acme' },
      params: { limit: 1 },
      alternativePayments: {},
    };
    const before = structuredClone(config);

    for (let page = 1; page <= 3; page += 1) {
      await tokens.getToken();
      simulator.revokeAllTokens();
      expect((await firstValueFrom(http.get('/customers', config))).status).toBe(200);
    }

    expect(simulator.journal.apiRequests.map(({ status }) => status)).toEqual([401, 200, 401, 200, 401, 200]);
    expect(config).toEqual(before);
    expect(Reflect.ownKeys(config)).toEqual(Reflect.ownKeys(before));
  });
});

describe('the host’s own response interceptors', () => {
  it('see one outcome per call, and their error reaches the caller as it is', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    simulator.fault({ on: 'GET /customers', status: 401 });
    const seen: unknown[] = [];
    for (let installed = 1; installed <= 2; installed += 1) {
      http.axiosRef.interceptors.response.use(undefined, (error: AxiosError) => {
        seen.push(error);
        return Promise.reject(error);
      });
    }

    const reason: unknown = await firstValueFrom(http.get('/customers')).catch((error: unknown) => error);

    expect(simulator.journal.apiRequests.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(seen).toEqual([reason, reason]);
    expect(seen.every((error) => error === reason)).toBe(true);
  });

  it('may send a call again by themselves: each sending is a call of its own', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    simulator.fault({ on: 'POST /customers', status: 401 });
    let resent = 0;
    http.axiosRef.interceptors.response.use(undefined, (error: AxiosError) => {
      if (resent === 1 || error.config === undefined) return Promise.reject(error);
      resent += 1;
      return http.axiosRef.request(error.config);
    });

    const reason: unknown = await firstValueFrom(http.post('/customers', { name: 'Acme' })).catch(
      (error: unknown) => error,
    );

    expect(reason).toMatchObject({ response: { status: 401 } });
    // Three from the first sending. By the second one it is known that the endpoint rejects every token.
    expect(simulator.journal.find('POST /customers').map(({ body }) => body)).toEqual([
      '{"name":"Acme"}',
      '{"name":"Acme"}',
      '{"name":"Acme"}',
      '{"name":"Acme"}',
    ]);
    expect(simulator.journal.tokenRequests).toHaveLength(2);
  });
});
