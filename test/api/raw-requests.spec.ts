import { InvalidArgumentError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { clientOfFile } from '../support/client-of-file.js';

const client = clientOfFile();

const send = (request: unknown, options?: unknown): Promise<unknown> =>
  (client.api as unknown as { request: (...given: unknown[]) => Promise<unknown> }).request(request, options);

/** The argument that is named when a request is refused, which sends nothing. */
async function refused(request: unknown, options?: unknown): Promise<string | undefined> {
  const { sent, error } = await client.watch(() => send(request, options));
  expect(sent).toEqual([]);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error?.message).toMatch(/^request: .*Nothing was sent\.$/s);
  return (error as InvalidArgumentError).argument;
}

async function requestOf(request: unknown, options?: unknown) {
  client.simulator.fault({ on: 'api', body: {} });
  const { sent, error } = await client.watch(() => send(request, options));
  expect(error).toBeUndefined();
  return sent[0]!;
}

describe('a request without a method of its own', () => {
  it.each([undefined, null, 'GET /customers', 7, [], new Map(), () => ({})])(
    'is an object, and %o is none',
    async (raw) => {
      expect(await refused(raw)).toBe('request');
    },
  );

  it('refuses the names of axios, which would send something else', async () => {
    const raw = { method: 'POST', path: '/customers' };
    for (const name of ['data', 'params', 'url', 'headers', 'timeout'])
      expect(await refused({ ...raw, [name]: {} })).toBe(name);
  });

  it.each([undefined, null, '', 'get', 'HEAD', 'TRACE', 'GET\r\n', ['GET'], 7])(
    'has no method %j',
    async (method) => {
      expect(await refused({ method, path: '/customers' })).toBe('method');
    },
  );

  it.each([
    undefined,
    null,
    7,
    '',
    'customers',
    '//example.com/customers',
    'https://example.com/customers',
    '/\\example.com',
    '/customers/..',
    '/customers/../invoices',
    '/customers/.',
    '/./customers',
    '/customers/%2e%2E/invoices',
    '/customers/.%2e',
    '/customers\r\nX-Injected: 1',
    '/customers\0',
    '/customers#part',
    '/customers/\u{D800}',
    ['/customers'],
  ])('has no path such as %j', async (path) => {
    expect(await refused({ method: 'GET', path })).toBe('path');
  });

  it('has a path that stays below the address of the API', async () => {
    for (const path of [
      '/a b/ü',
      '/@example.com/x',
      '/a//b',
      '/...',
      '/customers?path=../x',
      '/a%2Fb',
      '/:80/x',
    ]) {
      const { url } = await requestOf({ method: 'GET', path });
      expect(decodeURI(url)).toBe(decodeURI(path));
    }
  });

  it('has a query of single values', async () => {
    const query = { n: 1, f: false, t: 'a+b ü', d: new Date(0), u: undefined };
    expect([...(await requestOf({ method: 'GET', path: '/x?p=1', query })).query]).toEqual([
      ['p', '1'],
      ['n', '1'],
      ['f', 'false'],
      ['t', 'a+b ü'],
      ['d', '1970-01-01T00:00:00.000Z'],
    ]);
    for (const value of [null, [], {}, Number.NaN, 1n, Symbol('x'), '\u{D800}'])
      expect(await refused({ method: 'GET', path: '/x', query: { q: value } })).toBe('query.q');
    for (const value of [null, 'a=1', [], new URLSearchParams('a=1')])
      expect(await refused({ method: 'GET', path: '/x', query: value })).toBe('query');
    expect(await refused({ method: 'GET', path: '/x', query: JSON.parse('{ "__proto__": "x" }') })).toBe(
      'query.__proto__',
    );
  });

  it.each([
    'hello',
    '',
    '{"not":"parsed"}',
    7,
    0,
    true,
    false,
    null,
    [],
    [1, null],
    {},
    { a: { b: [] } },
    new Date(0),
  ])('has any JSON as its body, such as %j', async (body) => {
    const { headers, body: sent } = await requestOf({ method: 'PUT', path: '/x', body });
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(sent)).toEqual(JSON.parse(JSON.stringify(body)));
  });

  it.each([
    Number.NaN,
    Infinity,
    1n,
    Symbol('x'),
    () => 1,
    new Map(),
    new FormData(),
    new URLSearchParams('a=1'),
    Buffer.from('x'),
    new Blob(['x']),
  ])('has no body that JSON cannot hold, such as %o', async (body) => {
    expect(await refused({ method: 'POST', path: '/x', body })).toBe('body');
    expect(await refused({ method: 'POST', path: '/x', body: { deep: [body] } })).toBe('body.deep.0');
  });

  it('has a body only where a body means something', async () => {
    expect(await refused({ method: 'GET', path: '/x', body: {} })).toBe('body');
    expect(await refused({ method: 'GET', path: '/x' }, { extraBody: {} })).toBe('extraBody');
    expect((await requestOf({ method: 'DELETE', path: '/x', body: { why: 'x' } })).body).toBe('{"why":"x"}');
    const { body, headers } = await requestOf({ method: 'POST', path: '/x' });
    expect(body).toBe('');
    expect(headers).not.toHaveProperty('content-length', '2');
  });

  it('is joined with what goes beyond it, and nothing is replaced', async () => {
    const raw = { method: 'POST', path: '/x', query: { a: 1 }, body: { a: 1 } };
    const { query, body } = await requestOf(raw, { extraQuery: { b: 2 }, extraBody: { b: 2 } });
    expect([...query]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(JSON.parse(body)).toEqual({ a: 1, b: 2 });
    expect((await requestOf({ method: 'POST', path: '/x' }, { extraBody: { b: 2 } })).body).toBe('{"b":2}');
    expect(await refused(raw, { extraQuery: { a: 2 } })).toBe('extraQuery.a');
    expect(await refused(raw, { extraBody: { a: 2 } })).toBe('extraBody.a');
    expect(await refused({ ...raw, body: [] }, { extraBody: { a: 2 } })).toBe('body');
    expect(await refused(raw, { extraBody: { c: Number.NaN } })).toBe('extraBody.c');
  });

  it('gives any answer, and nothing for an empty one', async () => {
    const answers: [fault: object, result: unknown][] = [
      [{ body: { a: 1 } }, { a: 1 }],
      [{ body: [1] }, [1]],
      [{ body: 'plain text' }, 'plain text'],
      [{ status: 204 }, undefined],
      [{ malformed: 'null' }, undefined],
    ];
    for (const [fault, result] of answers) {
      const handle = client.simulator.fault({ on: 'api', ...fault });
      expect(await send({ method: 'GET', path: '/x' })).toEqual(result);
      handle.remove();
    }
  });
});
