import type { Fault } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import type { Client } from './client.js';
import { pass, useFakeTime } from '../support/fake-time.js';
import { start } from './harness.js';

const statuses = async (client: Client, count: number, path = '/customers'): Promise<number[]> => {
  const found = [];
  for (let i = 0; i < count; i += 1) found.push((await client.call('GET', path)).status);

  return found;
};

/** Code of the socket error underneath fetch's own. */
const causeOf = async (request: Promise<unknown>): Promise<unknown> => {
  const error = await request.then(
    () => new Error('The request was answered'),
    (reason: unknown) => reason,
  );
  return ((error as Error).cause as { code?: string } | undefined)?.code ?? error;
};

describe('Which requests a fault hits', () => {
  it.each([
    ['GET /customers', [503, 200, 200]],
    ['GET /customers/{id}', [200, 503, 200]],
    ['GET /{any}/{any}', [200, 503, 200]],
    ['GET /customers/*', [200, 503, 503]],
    ['* /customers*', [503, 503, 503]],
    ['DELETE /customers', [200, 200, 200]],
    ['any', [503, 503, 503]],
    ['api', [503, 503, 503]],
    ['POST /oauth/token', [200, 200, 200]],
  ])('%s', async (on, expected) => {
    const { client, simulator } = await start();
    const { body } = await client.call('POST', '/customers', { body: { name: 'A', email: 'a@example.com' } });
    const paths = ['/customers?limit=1', `/customers/${String(body['id'])}`];
    simulator.fault({ on, status: 503 });

    const found = [];
    for (const path of [...paths, `${paths[1]}/users`]) found.push((await client.call('GET', path)).status);

    expect(found).toEqual(expected);
    expect((await client.requestToken()).status).toBe(on === 'any' || on === 'POST /oauth/token' ? 503 : 200);
  });

  it('so many times, after so many matches', async () => {
    const { client, simulator } = await start();
    const fault = simulator.fault({ on: 'GET /customers', afterMatches: 1, times: 2, status: 500 });

    expect(await statuses(client, 5)).toEqual([200, 500, 500, 200, 200]);
    expect(fault.hits).toBe(2);
  });

  it('the first registered with uses left wins', async () => {
    const { client, simulator } = await start();
    simulator.fault({ on: 'GET /customers', times: 1, status: 500 });
    simulator.fault({ on: 'any', afterMatches: 1, times: 1, status: 502 });
    simulator.fault({ on: 'api', times: 1, status: 503 });

    const token = simulator.issueToken();
    const found = [];
    for (let i = 0; i < 4; i += 1) found.push((await client.call('GET', '/customers', { token })).status);

    expect(found).toEqual([500, 502, 503, 200]);
  });

  it('until it is removed', async () => {
    const { client, simulator } = await start();
    const one = simulator.fault({ on: 'any', status: 500 });
    const token = simulator.issueToken();
    const status = async (): Promise<number> => (await client.call('GET', '/customers', { token })).status;
    expect(await status()).toBe(500);

    one.remove();
    one.remove();
    expect(await status()).toBe(200);

    simulator.fault({ on: 'any', status: 501 });
    simulator.fault({ on: 'any', status: 502 });
    simulator.clearFaults();
    expect(await status()).toBe(200);
  });
});

describe('What a fault does', () => {
  it('answers in the place of the API', async () => {
    const { client, simulator } = await start();
    await client.call('GET', '/customers');
    simulator.fault({
      on: 'api',
      times: 1,
      status: 429,
      body: { code: 'too_many_requests' },
      headers: { 'Retry-After': '2', 'Content-Type': 'application/problem+json' },
    });

    const answer = await client.call('GET', '/customers');

    expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('gives another token reply, with a live token if wanted', async () => {
    const { client, simulator } = await start();
    const token = simulator.issueToken();
    simulator.fault({ on: 'POST /oauth/token', body: { access_token: token, expires_in: '60' } });

    const { status, body } = await client.requestToken();

    expect([status, body]).toEqual([200, { access_token: token, expires_in: '60' }]);
    expect((await client.call('GET', '/customers')).status).toBe(200);
  });

  it('claims that something malformed is JSON', async () => {
    const { client, simulator } = await start();
    simulator.fault({ on: 'POST /oauth/token', times: 1, malformed: '{"access_token": ' });
    simulator.fault({ on: 'any', malformed: '<html>', headers: { 'content-type': 'text/html' } });

    const [first, second] = [await client.requestToken(), await client.requestToken()];

    expect([first.status, first.text]).toEqual([200, '{"access_token": ']);
    expect(first.headers.get('content-type')).toBe('application/json');
    expect([second.text, second.headers.get('content-type')]).toEqual(['<html>', 'text/html']);
  });

  it('redirects', async () => {
    const { client, simulator } = await start();
    simulator.fault({ on: 'any', times: 1, redirect: 'http://elsewhere.example/' });
    simulator.fault({ on: 'any', times: 1, redirect: '/other', status: 308 });

    const [first, second] = [await client.requestToken(), await client.requestToken()];

    expect([first.status, first.headers.get('location')]).toEqual([302, 'http://elsewhere.example/']);
    expect([second.status, second.headers.get('location')]).toEqual([308, '/other']);
  });

  it('resets the connection', async () => {
    const { client, simulator } = await start();
    await client.call('GET', '/customers');
    simulator.fault({ on: 'GET /customers', times: 1, reset: true });

    expect(await causeOf(client.call('GET', '/customers'))).toBe('ECONNRESET');
    expect(simulator.journal.requests.at(-1)).toMatchObject({
      outcome: 'reset',
      fault: true,
      status: undefined,
    });
    expect(await statuses(client, 1)).toEqual([200]);
  });

  it('never answers', async () => {
    const { client, simulator } = await start();
    await client.call('GET', '/customers');
    simulator.fault({ on: 'GET /customers', times: 1, hang: true });

    const giveUp = new AbortController();
    const request = client.call('GET', '/customers', { signal: giveUp.signal });
    await simulator.journal.waitFor('GET /customers', 2);
    giveUp.abort();

    await expect(request).rejects.toThrow(/abort/i);
    expect(simulator.journal.requests.at(-1)).toMatchObject({ outcome: 'hanging', fault: true });
    expect(simulator.journal.requests.at(-1)?.answered).toBeUndefined();
  });

  it('answers late what it would have answered anyway', async () => {
    useFakeTime();
    const { client, simulator } = await start();
    await client.call('GET', '/customers');
    simulator.fault({ on: 'GET /customers', times: 1, delayMs: 200 });

    const slow = client.call('GET', '/customers');
    await simulator.journal.waitFor('GET /customers', 2);
    const quick = client.call('GET', '/customers');

    expect((await quick).status).toBe(200);
    const [, , late] = simulator.journal.requests;
    await pass(199);
    expect(late?.outcome).toBe('open');
    await pass(1);
    expect((await slow).status).toBe(200);
  });

  it('does something else late', async () => {
    const { client, simulator } = await start();
    simulator.fault({ on: 'POST /oauth/token', delayMs: 100, reset: true });
    const begin = performance.now();

    expect(await causeOf(client.requestToken())).toBe('ECONNRESET');
    expect(performance.now() - begin).toBeGreaterThanOrEqual(95);
  });

  it('notes when the client did not wait for a late answer', async () => {
    const { client, simulator } = await start();
    simulator.fault({ on: 'POST /oauth/token', delayMs: 60_000 });
    const giveUp = new AbortController();
    const request = client.send('POST', '/oauth/token', { signal: giveUp.signal });
    await simulator.journal.waitFor('POST /oauth/token');

    giveUp.abort();

    await expect(request).rejects.toThrow(/abort/i);
    const [entry] = await simulator.journal.waitFor(({ outcome }) => outcome === 'abandoned');
    expect(entry?.answered).toBeUndefined();
  });

  it('carries the request out first when told to', async () => {
    const { client, simulator } = await start();
    simulator.fault({ on: 'POST /customers', times: 1, afterHandling: true, reset: true });
    simulator.fault({ on: 'POST /customers', times: 1, afterHandling: true, status: 504 });
    simulator.fault({ on: 'POST /customers', times: 1, status: 503 });
    await client.call('GET', '/customers');
    const create = (name: string): Promise<{ status: number }> =>
      client.call('POST', '/customers', { body: { name, email: 'a@example.com' } });

    expect(await causeOf(create('first'))).toBe('ECONNRESET');
    expect((await create('second')).status).toBe(504);
    expect((await create('third')).status).toBe(503);

    const { body } = await client.call('GET', '/customers');
    expect(body['data']).toMatchObject([{ name: 'first' }, { name: 'second' }]);
  });

  it('breaks nothing else when its body can no longer be written', async () => {
    const { client, simulator } = await start();
    const body: Record<string, unknown> = { amount: 1 };
    simulator.fault({ on: 'GET /customers', times: 1, status: 200, body });
    body['amount'] = 1n;

    const answer = await client.call('GET', '/customers');

    expect(answer).toMatchObject({ status: 500, body: { code: 'internal_server_error' } });
    expect((await client.call('GET', '/customers')).status).toBe(200);
  });
});

describe('A fault that makes no sense is refused', () => {
  const wrong: [string, Fault, RegExp][] = [
    ['no effect', { on: 'any' }, /needs an effect/],
    ['headers alone', { on: 'any', headers: { a: 'b' } }, /needs an effect/],
    ['two effects', { on: 'any', reset: true, hang: true }, /one effect/],
    ['an answer and a reset', { on: 'any', status: 500, reset: true }, /one effect/],
    ['a body in a redirect', { on: 'any', redirect: '/', body: 'x' }, /one effect/],
    ['a bad pattern', { on: 'customers', status: 500 }, /"customers" is not a request pattern/],
    ['a lower-case method', { on: 'get /customers', status: 500 }, /not a request pattern/],
    ['times 0', { on: 'any', status: 500, times: 0 }, /times must be a number of at least 1, not 0/],
    ['half a match', { on: 'any', status: 500, afterMatches: 0.5 }, /afterMatches must be a whole number/],
    ['a negative delay', { on: 'any', delayMs: -1 }, /delayMs must be a number from 0 to 2147483647/],
    ['status 42', { on: 'any', status: 42 }, /status must be a number from 200 to 599/],
    ['a header that cannot be sent', { on: 'any', status: 500, headers: { a: 'b\nc' } }, /Invalid character/],
    ['a location that cannot be sent', { on: 'any', redirect: '/\n' }, /Invalid character/],
    ['a body that is no JSON', { on: 'any', body: { amount: 1n } }, /BigInt/],
    ['an unknown key', { on: 'any', stauts: 500 } as unknown as Fault, /A fault has no "stauts"; it has: on/],
  ];

  it.each(wrong)('%s', async (_name, fault, message) => {
    const { simulator } = await start();

    expect(() => simulator.fault(fault)).toThrow(message);
  });
});
