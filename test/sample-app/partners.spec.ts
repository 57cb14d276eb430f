import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSimulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countServers, Sample } from './harness.js';

const KEY = { clientId: 'simulated-client-id', clientSecret: 'simulated-client-secret' };

/** An HTTP service that only this machine reaches, and what it was asked for. */
const internalService = async (): Promise<{ url: string; requests: string[] }> => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(String(request.url));
    response.setHeader('content-type', 'application/json').end('{"access_token":"t","data":[]}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
};

describe('A partner of the sample application', () => {
  it('gets a simulator when it comes without a key', async () => {
    const sample = await Sample.start();
    expect((await sample.send('GET', '/partners/partner-42/customers')).status).toBe(404);

    const answer = await sample.send('POST', '/partners', { id: 'partner-42' });

    expect(answer).toEqual({
      status: 201,
      body: { id: 'partner-42', customers: '/partners/partner-42/customers' },
    });
    const { body } = await sample.send('GET', '/partners/partner-42/customers');
    expect(body.data.length).toBeGreaterThan(0);
    expect(sample.received).toEqual([]);
  });

  it('may bring a key, which is used at the address of the application alone', async () => {
    // With a secret of its own it subscribes to nothing, which would share the rate limit of this key.
    const sample = await Sample.start({ ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS: 'a-secret-of-this-test' });

    expect((await sample.send('POST', '/partners', { id: 'p', ...KEY })).status).toBe(201);
    expect((await sample.send('GET', '/partners/p/customers')).status).toBe(200);
    expect(sample.received).toEqual(['GET /customers']);

    await sample.send('POST', '/partners', { id: 'p', ...KEY, clientSecret: 'another' });
    expect((await sample.send('GET', '/partners/p/customers')).status).toBe(502);
  });

  it('is told apart, while its key cannot be used, from one whom nobody knows', async () => {
    const sample = await Sample.start();
    await sample.send('POST', '/partners', { id: 'p', clientId: 'with:colon', clientSecret: 'x' });

    expect((await sample.send('GET', '/partners/p/customers')).status).toBe(502);
    expect((await sample.send('GET', '/partners/q/customers')).status).toBe(404);
  });

  it.each([
    ['an address', (url: string) => ({ baseURL: url, allowInsecureHttp: true })],
    ['a key with an address', (url: string) => ({ ...KEY, baseURL: url })],
    ['a nested key', (url: string) => ({ key: { ...KEY, baseURL: url } })],
    ['headers', () => ({ ...KEY, http: { headers: { 'x-internal': '1' } } })],
    ['a socket', () => ({ ...KEY, http: { socketPath: '/run/internal.sock' } })],
    ['a path of the token endpoint', () => ({ ...KEY, tokenRequest: { path: '/admin' } })],
    ['an environment', () => ({ ...KEY, environment: 'production' })],
    ['half a key', () => ({ clientId: 'me' })],
    ['the other half', () => ({ clientSecret: 'mine' })],
    ['a key that is no text', () => ({ clientId: ['me'], clientSecret: { $ne: '' } })],
    ['an empty key', () => ({ clientId: '', clientSecret: '' })],
  ])('is refused with %s', async (_, more) => {
    const sample = await Sample.start();
    const { url, requests } = await internalService();
    const servers = countServers();

    const answer = await sample.send('POST', '/partners', { id: 'p', ...more(url) });

    expect(answer).toMatchObject({ status: 400, body: { error: 'Bad Request' } });
    expect((await sample.send('GET', '/partners/p/customers')).status).toBe(404);
    expect(requests).toEqual([]);
    expect(servers()).toBe(0);
  });

  it.each(['', '.', '..', '../customers', 'a/b', ' ', 'a\n', 7, null, undefined])(
    'is refused with the id %j',
    async (id) => {
      const sample = await Sample.start();

      expect((await sample.send('POST', '/partners', { id })).status).toBe(400);
    },
  );

  it('leaves no simulator behind that was replaced, by another one or by a key', async () => {
    const sample = await Sample.start();
    const servers = countServers();

    for (let turn = 0; turn < 5; turn += 1) await sample.send('POST', '/partners', { id: 'p' });
    await Promise.all(Array.from({ length: 5 }, () => sample.send('POST', '/partners', { id: 'p' })));
    expect(servers()).toBe(1);
    expect((await sample.send('GET', '/partners/p/customers')).status).toBe(200);

    await sample.send('POST', '/partners', { id: 'p', ...KEY });
    expect(servers()).toBe(0);
  });

  it('does not replace the simulator of an account by taking its name', async () => {
    const sample = await Sample.start();

    for (const id of ['default', 'demo']) await sample.send('POST', '/partners', { id });

    expect((await sample.send('GET', '/customers')).status).toBe(200);
    expect((await sample.send('GET', '/demo/customers')).status).toBe(200);
  });

  it('takes its simulator along when the application ends', async () => {
    const servers = countServers();
    const sample = await Sample.start();
    await sample.send('POST', '/partners', { id: 'p' });
    // The application, the simulators of two accounts, and that of the partner.
    expect(servers()).toBe(4);

    await sample.close();

    expect(servers()).toBe(0);
  });
});

describe('Accounts of the sample application', () => {
  it('have no simulator when they have a key', async () => {
    const api = await startSimulator({ seed: true });
    onTestFinished(() => api.close());
    const servers = countServers();

    await Sample.start({
      ALTERNATIVE_PAYMENTS_BASE_URL: api.baseURL,
      ALTERNATIVE_PAYMENTS_CLIENT_ID: api.options.clientId,
      ALTERNATIVE_PAYMENTS_CLIENT_SECRET: api.options.clientSecret,
    });

    // The application, and the simulator of "demo".
    expect(servers()).toBe(2);
  });
});
