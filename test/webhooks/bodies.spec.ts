import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readDelivery } from '../../lib/webhooks/read-delivery.js';
import { until } from '../support/fake-time.js';
import {
  delivery,
  type Platform,
  PLATFORMS,
  receiverForAll,
  SECRET,
  type Setting,
  startReceiver,
} from '../support/webhooks.js';

const PARSERS: Readonly<Record<string, Setting['options']>> = {
  'parsed bodies': {},
  'unparsed bodies': { bodyParser: false },
  'raw bodies beside': { rawBody: true },
};

const SETTINGS = (Object.keys(PLATFORMS) as Platform[]).flatMap((platform) =>
  Object.keys(PARSERS).map((parser) => [platform, parser] as const),
);

describe.each(SETTINGS)('on %s with %s', (platform, parser) => {
  const group = receiverForAll({ platform, options: PARSERS[parser] });
  const isExpress = platform === 'Express';
  const isParsed = parser !== 'unparsed bodies';

  /** The status for this body, and whether a handler has heard of it. */
  const send = async (
    body: string | Buffer,
    type: string | undefined = 'application/json',
    others: Readonly<Record<string, string>> = { 'Content-Length': String(Buffer.byteLength(body)) },
  ): Promise<number> => {
    const { post, recorder } = group.it;
    const before = recorder.events.length;
    const headers = {
      Authorization: `Bearer ${SECRET}`,
      ...(type !== '' && { 'Content-Type': type }),
      ...others,
    };
    const { status } = await post({ headers, body });
    expect(recorder.events.length - before).toBe(status === 200 ? 1 : 0);
    return status;
  };
  const good = (): string => JSON.stringify(delivery('invoice_paid', { data: { name: 'Zoë 🚀' } }));

  it('takes JSON, at once and in chunks', async () => {
    expect(await send(good())).toBe(200);
    expect(group.it.recorder.events.at(-1)?.data).toEqual({ name: 'Zoë 🚀' });
    expect(await send(good(), 'application/json; charset=utf-8', { 'Transfer-Encoding': 'chunked' })).toBe(
      200,
    );
  });

  it('takes text and bodies without a type', async () => {
    expect(await send(good(), 'text/plain')).toBe(200);
    // Fastify itself refuses a body without a type.
    expect(await send(good(), '')).toBe(isExpress ? 200 : 415);
  });

  it('takes JSON of a vendor, which Fastify itself refuses', async () => {
    expect(await send(good(), 'application/vnd.alternative-payments+json')).toBe(isExpress ? 200 : 415);
  });

  it('takes compressed bodies where the host decompresses them, and refuses them elsewhere', async () => {
    const bytes = gzipSync(good());
    const status = await send(bytes, 'application/json', {
      'Content-Encoding': 'gzip',
      'Content-Length': String(bytes.length),
    });
    // Fastify takes it for JSON that is malformed.
    expect(status).toBe(!isExpress ? 400 : isParsed ? 200 : 415);
  });

  it.each([
    ['nothing', ''],
    ['malformed', '{"topic":'],
    ['an array', '[{"topic":"x"}]'],
    ['text', '"x"'],
    ['a number', '42'],
    ['null', 'null'],
    ['no topic', '{}'],
    ['an empty topic', '{"topic":""}'],
    ['a topic that is no text', '{"topic":{"a":1}}'],
    ['deeply nested', `{"topic":"x","data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ])('refuses %s', async (_, body) => {
    for (const type of ['application/json', 'text/plain']) expect(await send(body, type)).toBe(400);
    expect(await send(body, '')).toBe(isExpress || body === '' ? 400 : 415);
  });

  it('refuses bytes that are no UTF-8, unless the host has replaced them', async () => {
    const bytes = Buffer.from('{"topic":"x\xff"}', 'latin1');
    // Nest 11 leaves Fastify's bodies unparsed when it is told to, and Nest 12 does not.
    expect(isParsed ? [200] : isExpress ? [400] : [200, 400]).toContain(await send(bytes));
  });

  it('refuses what is too large', async () => {
    const body = JSON.stringify(delivery('x', { data: { text: 'x'.repeat(300_000) } }));
    expect(await send(body)).toBe(413);
    expect(await send(body, 'text/plain', { 'Transfer-Encoding': 'chunked' })).toBe(413);
  });

  it('takes no prototype from outside', async () => {
    const status = await send(
      '{"topic":"x","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    );
    expect(status).toBe(isExpress ? 200 : 400);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('forgets an upload that was broken off, and goes on', async () => {
    const { port, recorder, application } = group.it;
    const before = recorder.events.length;
    const upload = request({
      port,
      method: 'POST',
      path: '/webhooks/alternative-payments',
      agent: false,
      headers: {
        Authorization: `Bearer ${SECRET}`,
        'Content-Type': 'application/json',
        'Content-Length': 1_000,
      },
    });
    const server = application.getHttpServer() as { on: (name: string, listener: () => void) => void };
    let hasArrived = false;
    server.on('request', () => (hasArrived = true));
    upload.on('error', () => undefined);
    upload.write('{"topic":"x"');
    await until(() => hasArrived);
    upload.destroy();
    expect(await send(good())).toBe(200);
    expect(recorder.events).toHaveLength(before + 1);
  });
});

it('is answered even if a parser of the host makes of it what no JSON can be', async () => {
  const { post, recorder } = await startReceiver({
    options: { bodyParser: false },
    configure: (application) =>
      application.use((request: { body: unknown }, _response: unknown, next: () => void) => {
        request.body = { topic: 'x', amount: 1n };
        next();
      }),
  });
  expect((await post({ body: delivery('x') })).status).toBe(500);
  expect(recorder.events).toEqual([]);
});

describe('a delivery', () => {
  const arrival = { account: 'default', tenant: undefined, receivedAt: new Date(0) };
  const idOf = (body: object): string | undefined => readDelivery(body, arrival).value?.id;

  it('is read leniently', () => {
    expect(readDelivery({ topic: 'x' }, arrival).value).toMatchObject({
      version: 1,
      account: 'default',
      receivedAt: '1970-01-01T00:00:00.000Z',
      body: { topic: 'x' },
    });
    const hostile = JSON.parse('{"topic":"x","__proto__":{"a":1},"b":[{"constructor":2,"c":3}]}') as object;
    expect(readDelivery(hostile, arrival).value?.body).toEqual({ topic: 'x', b: [{ c: 3 }] });
    expect(readDelivery({ topic: 'x' }, { ...arrival, tenant: 'one' }).value?.tenant).toBe('one');
  });

  it('has an id: its key, else that of topic, entity and time, else that of the whole body', () => {
    expect(idOf({ topic: 'x', idempotency_key: 'k' })).toBe('k');
    expect(idOf({ topic: 'x', idempotency_key: 7 })).toBe('7');
    const named = { topic: 'x', entity_id: 'e', timestamp: 't' };
    expect(idOf({ ...named, data: 1 })).toBe(idOf({ ...named, data: 2, idempotency_key: '' }));
    expect(idOf({ ...named, topic: 'y' })).not.toBe(idOf(named));
    expect(idOf({ topic: 'x', data: 1 })).toBe(idOf({ topic: 'x', data: 1 }));
    expect(idOf({ topic: 'x', data: 1 })).not.toBe(idOf({ topic: 'x', data: 2 }));
    expect(idOf({ topic: 'x', idempotency_key: { a: 1 } })).not.toBe(
      idOf({ topic: 'x', idempotency_key: { a: 2 } }),
    );
  });
});
