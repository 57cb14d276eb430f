import { describe, expect, it } from 'vitest';
import { messageOf, start } from './harness.js';

describe('The journal', () => {
  it('holds what was sent and what was answered', async () => {
    const { client, simulator } = await start();
    const token = await client.newToken();
    await client.call('POST', '/customers?x=1&y=a%2Bb', {
      token,
      body: { name: 'Zoë', email: 'z@example.com' },
      headers: { 'X-Request-Id': 'abc' },
    });

    expect(simulator.journal.requests).toHaveLength(2);
    const entry = simulator.journal.requests[1];
    expect(entry).toMatchObject({
      id: 2,
      method: 'POST',
      path: '/customers',
      url: '/customers?x=1&y=a%2Bb',
      headers: { 'x-request-id': 'abc' },
      body: '{"name":"Zoë","email":"z@example.com"}',
      token,
      status: 201,
      fault: false,
      outcome: 'answered',
    });
    expect(entry?.query.get('y')).toBe('a+b');
    expect(entry?.at).toBeLessThanOrEqual(performance.now());
  });

  it('holds refused requests, too', async () => {
    const { client, simulator } = await start({ rateLimit: { requests: 1, perMilliseconds: 60_000 } });
    await client.requestToken('wrong:wrong');
    await client.send('GET', '/customers');
    await client.send('GET', '/nowhere');
    await client.requestToken();
    await client.requestToken();

    expect(simulator.journal.requests.map(({ status }) => status)).toEqual([403, 401, 404, 200, 429]);
  });

  it('tells token requests from the others, and finds by pattern or predicate', async () => {
    const { client, simulator } = await start({ seed: true });
    await client.call('GET', '/customers?limit=1');
    await client.call('GET', '/customers/cus_1');
    const { journal } = simulator;

    expect(journal.tokenRequests.map(({ path }) => path)).toEqual(['/oauth/token']);
    expect(journal.apiRequests.map(({ path }) => path)).toEqual(['/customers', '/customers/cus_1']);
    expect(journal.find('GET /customers')).toEqual([journal.requests[1]]);
    expect(journal.find('api')).toEqual(journal.apiRequests);
    expect(journal.find(({ status }) => status === 404)).toEqual([journal.requests[2]]);
    expect(() => journal.find('customers')).toThrow(/not a request pattern/);
  });

  it('orders arrivals and answers on one line', async () => {
    const { client, simulator } = await start();
    const token = await client.newToken();
    simulator.fault({ on: 'POST /oauth/token', delayMs: 100 });

    const slow = client.requestToken();
    await simulator.journal.waitFor('POST /oauth/token', 2);
    await client.call('GET', '/customers', { token });
    await slow;
    await client.call('GET', '/customers', { token });

    const [, refresh, during, after] = simulator.journal.requests;
    const order = [refresh?.arrived, during?.arrived, during?.answered, refresh?.answered, after?.arrived];
    expect(order).toEqual([3, 4, 5, 6, 7]);
  });

  it('waits for requests to arrive and to be answered', async () => {
    const { client, simulator } = await start();
    const { journal } = simulator;
    simulator.fault({ on: 'GET /customers', times: 1, hang: true });
    const token = simulator.issueToken();
    const hanging = client.call('GET', '/customers', { token, signal: AbortSignal.timeout(5000) });
    void hanging.catch(() => undefined);

    const [arrived] = await journal.waitFor('GET /customers');
    expect(arrived?.status).toBeUndefined();

    const answered = journal.waitFor(({ status }) => status === 200, 2);
    await client.call('GET', '/customers', { token });
    await client.call('GET', '/customers', { token });
    expect((await answered).map(({ id }) => id)).toEqual([2, 3]);

    const withBody = journal.waitFor(({ body }) => body.includes('Acme'));
    await client.call('POST', '/customers', { token, body: { name: 'Acme', email: 'a@example.com' } });
    expect(await withBody).toHaveLength(1);
  });

  it('says what came when the wait was in vain', async () => {
    const { client, simulator } = await start();
    await client.requestToken();

    const wait = simulator.journal.waitFor('GET /customers', 1, 50);

    await expect(wait).rejects.toThrow(/50 ms.*\n.*POST \/oauth\/token answered/);
  });

  it('hands on what a predicate throws, and serves the request all the same', async () => {
    const { client, simulator } = await start();
    const wait = simulator.journal.waitFor(() => {
      throw new Error('predicate');
    });
    const failed = messageOf(wait);

    expect((await client.requestToken()).status).toBe(200);
    expect(await failed).toBe('predicate');
  });

  it('ends waits when the simulator is closed', async () => {
    const { simulator } = await start();
    const wait = messageOf(simulator.journal.waitFor('any'));

    await simulator.close();

    expect(await wait).toMatch(/closed/);
  });

  it('can be cleared', async () => {
    const { client, simulator } = await start();
    await client.requestToken();
    simulator.journal.clear();
    expect(simulator.journal.requests).toEqual([]);

    await client.requestToken();
    expect(simulator.journal.requests.map(({ id }) => id)).toEqual([2]);
  });

  it('drops the oldest requests beyond its limit', async () => {
    const { client, simulator } = await start({ journalLimit: 5 });
    for (let i = 0; i < 7; i += 1) await client.requestToken();

    expect(simulator.journal.requests.map(({ id }) => id)).toEqual([3, 4, 5, 6, 7]);
  });
});
