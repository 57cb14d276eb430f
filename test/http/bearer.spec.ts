import axios from 'axios';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

const QUICK = { transientBackoff: { baseMs: 5, maxMs: 10 }, rejectedBackoff: { baseMs: 5, maxMs: 10 } };

describe('a request of the module’s HttpService', () => {
  it('goes to the account’s base URL with the token that the API issued', async () => {
    const simulator = await simulate({ seed: true });
    const { http, tokens } = await startAccount(simulator.options);

    const { data } = await firstValueFrom(
      http.get<{ data: unknown[] }>('/customers', { params: { limit: 2 } }),
    );

    expect(data.data).toHaveLength(2);
    expect(simulator.journal.apiRequests[0]).toMatchObject({
      url: '/customers?limit=2',
      token: await tokens.getToken(),
      status: 200,
    });
  });

  it.each([
    ['without a slash', 'customers'],
    ['with the account’s own origin', undefined],
  ])('may be addressed %s', async (_what, url) => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);

    await firstValueFrom(http.get(url ?? `${simulator.baseURL}/customers`));

    expect(simulator.journal.apiRequests[0]).toMatchObject({ path: '/customers', status: 200 });
  });

  it('works with a base URL that has a path', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({
      ...simulator.options,
      baseURL: `${simulator.baseURL}/gateway/`,
      warmUp: false,
    });

    await expect(firstValueFrom(http.get('/customers'))).rejects.toMatchObject({
      code: 'TOKEN_ENDPOINT_MISCONFIGURED',
    });
    expect(simulator.journal.requests[0]?.url).toBe('/gateway/oauth/token');
  });

  it('leaves an Authorization of the caller’s own alone, and its 401 has nothing to do with our token', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    const before = await tokens.getToken();

    const own = [
      { headers: { Authorization: 'Bearer somebody-else' } },
      { headers: { authorization: 'Bearer somebody-else' } },
      { auth: { username: 'me', password: 'mine' } },
      { headers: { Authorization: false } },
    ];
    for (const config of own) {
      await expect(firstValueFrom(http.get('/customers', config))).rejects.toMatchObject({
        response: { status: 401 },
      });
    }

    expect(simulator.journal.apiRequests.map((request) => request.headers.authorization)).toEqual([
      'Bearer somebody-else',
      'Bearer somebody-else',
      `Basic ${Buffer.from('me:mine').toString('base64')}`,
      undefined,
    ]);
    expect(await tokens.getToken()).toBe(before);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });

  it('never shows the token in the configuration that answers and errors carry', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    const token = await tokens.getToken();

    const answer = await firstValueFrom(http.get('/customers'));
    const error = await firstValueFrom(http.get('/customers/nobody')).catch((reason: unknown) => reason);

    expect(JSON.stringify(answer.config)).not.toContain(token);
    expect(JSON.stringify((error as { config: unknown }).config)).not.toContain(token);
  });

  it('never goes out with "Bearer undefined", whatever the token endpoint does', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, warmUp: false }, QUICK);
    for (const fault of [{ status: 500 }, { reset: true as const }, { body: {} }, { malformed: '' }]) {
      simulator.clearFaults();
      simulator.fault({ on: 'POST /oauth/token', ...fault });
      await expect(firstValueFrom(http.post('/customers', {}))).rejects.toMatchObject({
        name: expect.stringMatching(/Error$/),
      });
    }
    expect(simulator.journal.apiRequests).toHaveLength(0);
  });

  it('keeps the caller’s interceptors and transforms, each run once per request', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);
    await tokens.getToken();
    simulator.revokeAllTokens();
    let keys = 0;
    http.axiosRef.interceptors.request.use((config) => {
      config.headers.set('Idempotency-Key', `key-${(keys += 1)}`);
      return config;
    });

    const body = { name: 'Acme', email: 'ap@acme.example' };
    await firstValueFrom(http.post('/customers', body));

    const sent = simulator.journal.find('POST /customers');
    expect(sent.map((request) => request.status)).toEqual([401, 201]);
    expect(sent.map((request) => request.headers['idempotency-key'])).toEqual(['key-1', 'key-1']);
    expect(sent.map((request) => request.body)).toEqual([JSON.stringify(body), JSON.stringify(body)]);
  });

  it('can be sent again by whoever holds its configuration', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);

    const { config } = await http.axiosRef.get('/customers');
    await http.axiosRef.request(config);

    expect(simulator.journal.apiRequests.map((request) => request.status)).toEqual([200, 200]);
  });

  it('goes through an adapter of the host’s own, and one of the request’s own', async () => {
    const simulator = await simulate();
    const seen: string[] = [];
    const through = (name: string) => (config: Parameters<ReturnType<typeof axios.getAdapter>>[0]) => {
      seen.push(`${name} ${config.url}`);
      return axios.getAdapter('http')(config);
    };
    const { http } = await startAccount({
      ...simulator.options,
      warmUp: false,
      http: { adapter: through('host') },
    });

    await firstValueFrom(http.get('/customers'));
    await firstValueFrom(http.get('/customers', { adapter: through('request') }));
    await firstValueFrom(http.get('/customers', { adapter: 'http' }));

    expect(seen).toEqual(['host /oauth/token', 'host /customers', 'request /customers']);
    expect(simulator.journal.apiRequests.map((request) => request.status)).toEqual([200, 200, 200]);
  });
});
