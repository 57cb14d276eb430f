import { describe, expect, it } from 'vitest';
import { pass, useFakeTime } from '../support/fake-time.js';
import { start } from './harness.js';

describe('Asking for something that is not there', () => {
  it.each([['/v1/customers'], ['/payment/request'], ['/customers/'], ['/'], ['/oauth']])(
    'answers %s in plain text, token or not',
    async (path) => {
      const { client } = await start();

      for (const answer of [await client.send('GET', path), await client.call('GET', path)]) {
        expect(answer.status).toBe(404);
        expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
        expect(answer.text).toBe('404 page not found');
      }
    },
  );

  it('answers 405 to a method the path does not have', async () => {
    const { client } = await start();

    const answer = await client.call('PUT', '/customers/cus_1', { body: {} });

    expect(answer.status).toBe(405);
    expect(answer.body).toMatchObject({ code: 'method_not_allowed', validation_errors: {} });
    expect(answer.headers.get('allow')).toBe('GET, DELETE');
    expect((await client.send('GET', '/oauth/token')).status).toBe(405);
  });
});

describe('Asking too often', () => {
  it('lets five requests through in a second, the token request among them', async () => {
    const { client, simulator } = await start({ rateLimit: {} });

    const first = await Promise.all(Array.from({ length: 4 }, () => client.newToken()));
    const token = String(first[0]);
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await client.call('GET', '/customers', { token })).status);

    expect(statuses).toEqual([200, 429, 429]);
    expect(simulator.journal.find((entry) => entry.status === 429)).toHaveLength(2);
  });

  it('refuses with the usual error body, and lets requests in again when the window has moved on', async () => {
    useFakeTime();
    const { client, simulator } = await start({ rateLimit: { requests: 2, perMilliseconds: 300 } });
    const token = await client.newToken();
    await client.call('GET', '/customers', { token });

    const refused = await client.call('GET', '/customers', { token });
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({
      code: 'too_many_requests',
      message: expect.any(String),
      validation_errors: {},
    });

    await pass(299);
    expect((await client.call('GET', '/customers', { token })).status).toBe(429);
    await pass(1);
    expect((await client.call('GET', '/customers', { token })).status).toBe(200);
    expect(simulator.journal.requests).toHaveLength(5);
  });

  it('limits the API key, not those who present none', async () => {
    const { client } = await start({ rateLimit: { requests: 1, perMilliseconds: 60_000 } });

    for (let i = 0; i < 3; i += 1) {
      expect((await client.send('GET', '/customers')).status).toBe(401);
      expect((await client.requestToken('somebody:else')).status).toBe(403);
    }

    expect((await client.requestToken('simulated-client-id:wrong')).status).toBe(403);
    expect((await client.requestToken()).status).toBe(429);
  });
});
