import { AlternativePaymentsClient, isOutcomeUnknown } from 'nestjs-alternative-payments';
import type { Fault } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { clientOfFile } from '../support/client-of-file.js';
import { failureOf } from '../support/failure-of.js';
import { packed, startRawServer } from '../support/raw-server.js';
import { argumentsOf, type CompleteCall, EVERY_METHOD } from './every-method.js';

type Answer = Omit<Fault, 'on'>;

const client = clientOfFile();

/** What a method makes of an answer. A read is not tried again, since it would take its time. */
function answered({ method }: Pick<CompleteCall, 'method'>, answer: Answer): Promise<unknown> {
  const call = EVERY_METHOD.find((one) => one.method === method)!;
  const fault = client.simulator.fault({ on: 'api', ...answer });
  const options = methodsThat('GET').includes(method) ? { retry: false } : {};
  return client.call(method, ...argumentsOf(call), options).finally(() => fault.remove());
}

/** The methods of which the request has a method among these. */
function methodsThat(change: 'GET' | 'POST' | 'DELETE'): string[] {
  const isWrite = ({ method, body }: CompleteCall): boolean =>
    body !== undefined || method === 'webhooks.retry';
  const isEnd = ({ method }: CompleteCall): boolean => /\.(archive|delete)$/.test(method);
  return EVERY_METHOD.filter((call) =>
    change === 'DELETE' ? isEnd(call) : change === 'POST' ? isWrite(call) : !isWrite(call) && !isEnd(call),
  ).map(({ method }) => method);
}

/** Every way in which nothing can come. */
const NOTHING: [what: string, answer: Answer][] = [
  ['204', { status: 204 }],
  ['an empty 200', { status: 200, body: '' }],
  ['an empty 200 that says it is JSON', { body: '', headers: { 'content-type': 'application/json' } }],
  ['a blank 200', { body: ' \n', headers: { 'content-type': 'application/json' } }],
  ['null', { malformed: 'null' }],
  ['{}', { body: {} }],
  ['202 without a body', { status: 202, body: '' }],
];

/** What is no entity. */
const NO_ENTITY: [what: string, answer: Answer][] = [
  ['a page of a proxy', { body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }],
  ['a page of a proxy that says it is JSON', { malformed: '<html>Sign in</html>' }],
  ['JSON that breaks off', { malformed: '{"id":"x","url":"https://pay.exam' }],
  ['a text', { malformed: '"x"' }],
  ['a number', { malformed: '7' }],
  ['true', { malformed: 'true' }],
  ['an array', { body: [{ id: 'x' }] }],
  ['an object within an object', { body: { customer: { id: 'x' } } }],
  ['an error that says it is none', { body: { code: 'bad_request', message: 'no' } }],
  ['a number as its id', { body: { id: 7 } }],
  ['an object as its id', { body: { id: { value: 'x' } } }],
  ['null as its id', { body: { id: null } }],
  ['an empty id', { body: { id: '' } }],
  ['a blank id', { body: { id: ' ' } }],
];

/** Methods that promise less than an entity. */
const NO_IDS = ['checkout.cardFormCredentials', 'paymentMethods.verifyCvv', 'webhooks.retry'];

const ENDS = methodsThat('DELETE');

const CREATES = methodsThat('POST').filter(
  (method) => !NO_IDS.includes(method) && method !== 'checkout.createToken',
);

const GETS = methodsThat('GET').filter((method) => /\.get$|checkout\.invoice/.test(method));

const LISTS = methodsThat('GET').filter((method) => /\.list/.test(method));

describe('a deletion or an archival', () => {
  it.each(NOTHING)('may be answered by nothing: %s', async (_what, answer) => {
    for (const method of ENDS)
      expect([method, await answered({ method }, answer)]).toEqual([method, undefined]);
  });

  it('may be answered by what has ended', async () => {
    const entity = { id: 'x', status: 'gone', more: [1] };
    for (const method of ENDS) {
      expect(await answered({ method }, { body: entity })).toEqual(entity);
      expect(await answered({ method }, { status: 202, body: entity })).toEqual(entity);
    }
  });

  it.each(NO_ENTITY)('is not known to have happened after %s', async (_what, answer) => {
    for (const method of ENDS) {
      const error = await failureOf(answered({ method }, answer));
      expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', operation: method, outcome: 'unknown' });
      expect(isOutcomeUnknown(error)).toBe(true);
    }
  });
});

describe('a creation', () => {
  it.each([...NOTHING, ...NO_ENTITY])('is not known to have happened after %s', async (_what, answer) => {
    for (const method of [...CREATES, 'checkout.createToken']) {
      const { sent, error } = await client.watch(() => answered({ method }, answer));
      expect(error).toMatchObject({
        code: 'UNEXPECTED_ANSWER',
        name: 'UnexpectedAnswerError',
        operation: method,
        outcome: 'unknown',
      });
      expect(isOutcomeUnknown(error)).toBe(true);
      expect(sent).toHaveLength(1);
    }
  });

  it('gives what it was answered with, unknown fields and words included', async () => {
    const entity = JSON.parse(
      '{"id":"x","status":"of-tomorrow","more":{"a":[null,1.10]},"__proto__":{"p":1}}',
    ) as object;
    for (const method of CREATES) {
      for (const status of [200, 201])
        expect(await answered({ method }, { status, body: entity })).toEqual(entity);
    }
    expect(({} as Record<string, unknown>)['p']).toBeUndefined();
  });
});

describe('an entity', () => {
  it.each([...NOTHING, ...NO_ENTITY])('is not %s, and reading it changes nothing', async (_what, answer) => {
    for (const method of GETS) {
      const error = await failureOf(answered({ method }, answer));
      expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', operation: method, account: 'default' });
      expect(isOutcomeUnknown(error)).toBe(false);
    }
  });

  it('has what the API sends, and nothing is converted, copied or frozen', async () => {
    const entity = {
      id: 'x',
      status: 'of-tomorrow',
      created_at: '2027-01-31',
      total: 0.1,
      empty: null,
      list: [{}],
    };
    for (const method of GETS) {
      const got = await answered({ method }, { body: entity });
      expect(got).toEqual(entity);
      expect(Object.isFrozen(got)).toBe(false);
    }
  });

  it('of which no field is sure may have none, and is an object', async () => {
    for (const method of NO_IDS.slice(0, 2)) {
      expect(await answered({ method }, { body: {} })).toEqual({});
      expect(await failureOf(answered({ method }, { body: [] }))).toMatchObject({
        code: 'UNEXPECTED_ANSWER',
      });
      expect(await failureOf(answered({ method }, { status: 204 }))).toMatchObject({
        code: 'UNEXPECTED_ANSWER',
      });
    }
  });

  it('is not needed where nothing is known of the answer', async () => {
    for (const [, answer] of NOTHING.filter(([what]) => what !== '{}'))
      expect(await answered({ method: 'webhooks.retry' }, answer)).toBeUndefined();
    expect(await answered({ method: 'webhooks.retry' }, { body: { retried: 3 } })).toEqual({ retried: 3 });
  });
});

describe('a list', () => {
  it.each([
    ['no rows', { data: null }],
    ['no rows and no more', { data: null, has_next_page: false, end_cursor: '' }],
    ['an empty list', { data: [] }],
    ['a bare list', []],
  ])('is empty: %s', async (_what, body) => {
    for (const method of LISTS) {
      const page = (await answered({ method }, { body })) as { data: unknown };
      expect(page).toMatchObject({ data: [], hasNextPage: false });
    }
  });

  it.each([
    ...[...NOTHING, ...NO_ENTITY].filter(([what]) => what !== 'an array'),
    ['rows as an object', { body: { data: { 0: { id: 'x' } } } }] as const,
    ['rows as a text', { body: { data: '[]' } }] as const,
  ])('is not %s', async (_what, answer) => {
    for (const method of LISTS) {
      expect(await failureOf(answered({ method }, answer))).toMatchObject({
        code: 'UNEXPECTED_ANSWER',
        operation: method,
      });
    }
  });
});

describe('a link', () => {
  const LINKS = ['invoices.paymentLink', 'invoices.pdfLink'];

  it.each([
    ['pay.example/inv/1?a=b#c', 'https://pay.example/inv/1?a=b#c'],
    ['//pay.example/inv/1', 'https://pay.example/inv/1'],
    ['pay.example', 'https://pay.example'],
    ['pay.example:8443/inv', 'https://pay.example:8443/inv'],
    ['PAY.Example/Inv', 'https://PAY.Example/Inv'],
    ['pay.example/a?to=https://shop.example', 'https://pay.example/a?to=https://shop.example'],
    ['192.0.2.7/x', 'https://192.0.2.7/x'],
    ['xn--bcher-kva.example/x', 'https://xn--bcher-kva.example/x'],
    ['https://pay.example/%C3%BC?sig=a%2Bb%3D', 'https://pay.example/%C3%BC?sig=a%2Bb%3D'],
    ['http://pay.example/x', 'http://pay.example/x'],
    ['HTTPS://Pay.example/x', 'HTTPS://Pay.example/x'],
    ['https://localhost:4010/x', 'https://localhost:4010/x'],
  ])('%j leads to %j', async (url, whole) => {
    for (const method of LINKS) {
      expect(await answered({ method }, { body: { url, expires_at: 'later' } })).toEqual({
        url: whole,
        expires_at: 'later',
      });
    }
  });

  it.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'javascript:1/alert(1)',
    'java\nscript:alert(1)',
    '//javascript:alert(1)',
    'data:text/html,<script>',
    'data:1/x',
    'vbscript:x',
    'mailto:pay@shop.example',
    'tel:1',
    'file:///etc/passwd',
    'ftp://pay.example/x',
    'about:blank',
    'blob:https://pay.example/x',
    'user:password@pay.example/x',
    'user@pay.example/x',
    '/inv/1',
    './inv/1',
    '../inv/1',
    '///pay.example/x',
    '?invoice=1',
    '#pay',
    'https:',
    'https://',
    'https:///pay.example',
    'https:pay.example/x',
    'https:\\\\pay.example',
    'pay.example\\@shop.example',
    'https://pay.example\\x',
    'https://pay example/x',
    ' https://pay.example/x',
    'https://pay.example/x ',
    'https://pay.example/a b',
    'https://pay.example/\u{0}',
    'https://pay.example/\nx',
    'https://pay.example:99999/x',
    'https://%00/x',
    'https://[::1/x',
    'undefined',
    'null',
    'not available',
    'N/A',
    'pay..example/x',
    '',
    ' ',
    7,
    null,
    ['https://pay.example'],
    { href: 'https://pay.example' },
  ])('%j is none', async (url) => {
    for (const method of LINKS) {
      const error = await failureOf(answered({ method }, { body: { url } }));
      expect(error).toMatchObject({ code: 'UNEXPECTED_ANSWER', operation: method });
      expect(error.message).not.toMatch(/script|passwd|shop\.example/);
    }
  });

  it.each([...NOTHING, ...NO_ENTITY])('is not %s', async (_what, answer) => {
    for (const method of LINKS)
      expect(await failureOf(answered({ method }, answer))).toMatchObject({ code: 'UNEXPECTED_ANSWER' });
  });

  it('to the host of the API has the scheme of the API', async () => {
    const { host } = new URL(client.simulator.baseURL);
    for (const url of [`${host}/pay/1`, `//${host}/pay/1`, `http://${host}/pay/1`]) {
      expect(await answered({ method: 'invoices.paymentLink' }, { body: { url } })).toEqual({
        url: `http://${host}/pay/1`,
      });
    }
    // What only begins like it is another host.
    expect(
      await failureOf(
        answered({ method: 'invoices.paymentLink' }, { body: { url: `${host}@shop.example` } }),
      ),
    ).toMatchObject({
      code: 'UNEXPECTED_ANSWER',
    });
  });
});

describe('a token of a checkout', () => {
  it.each([
    [{ token: 't' }, { token: 't' }],
    [
      { access_token: 't', expires_at: 7 },
      { token: 't', access_token: 't', expires_at: 7 },
    ],
    [
      { token: 't', access_token: 'other' },
      { token: 't', access_token: 'other' },
    ],
    [
      { token: null, access_token: 't' },
      { token: 't', access_token: 't' },
    ],
  ])('is found in %j', async (body, got) => {
    expect(await answered({ method: 'checkout.createToken' }, { body })).toEqual(got);
  });

  it.each([{}, { token: '' }, { token: ' ' }, { token: 7 }, { token: ['t'] }, { id: 't' }, { jwt: 't' }])(
    'is not found in %j',
    async (body) => {
      expect(await failureOf(answered({ method: 'checkout.createToken' }, { body }))).toMatchObject({
        code: 'UNEXPECTED_ANSWER',
        outcome: 'unknown',
      });
    },
  );
});

describe('an answer that arrives in an odd way', () => {
  const JSON_HEAD = 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n';
  const CUSTOMER = { name: 'Acme', email: 'billing@acme.example' };

  it.each([
    ['with a byte order mark', Buffer.from('\u{FEFF}{"id":"x"}')],
    ['as a text', Buffer.from('{"id":"x"}'), 'text/plain'],
    ['without saying what it is', Buffer.from('{"id":"x"}'), ''],
    ['packed', packed('{"id":"x"}'), 'application/json\r\nContent-Encoding: gzip'],
    ['with white space around it', Buffer.from('\r\n {"id":"x"}\r\n')],
    ['as a kind of JSON', Buffer.from('{"id":"x"}'), 'application/vnd.api+json; charset=utf-8'],
  ])('is read: %s', async (_what, body: Buffer, type = 'application/json') => {
    const server = await startRawServer((socket) => {
      const head = type === '' ? '' : `Content-Type: ${type}\r\n`;
      socket.write(`HTTP/1.1 201 Created\r\n${head}Content-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    const { application } = await startAccount(server.options);
    const api = application.get(AlternativePaymentsClient, { strict: false });
    expect(await api.customers.create(CUSTOMER)).toEqual({ id: 'x' });
  });

  it.each([
    ['broken UTF-8 in place of JSON', Buffer.from([0x7b, 0xff, 0xfe, 0x80])],
    ['bytes', Buffer.from([0, 1, 2, 255])],
    ['five million characters', Buffer.alloc(5_000_000, 'x')],
    ['deep JSON', Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
  ])('is not known to have created anything: %s', async (_what, body) => {
    const server = await startRawServer((socket) => {
      socket.write(`${JSON_HEAD}Content-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    const { application } = await startAccount(server.options);
    const api = application.get(AlternativePaymentsClient, { strict: false });
    const error = await failureOf(api.customers.create(CUSTOMER));
    expect(error).toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      outcome: 'unknown',
      operation: 'customers.create',
    });
    expect(error.message.length).toBeLessThan(500);
    expect(server.asked).toHaveLength(1);
  });

  it('is whole only when it is', async () => {
    const server = await startRawServer((socket) => {
      socket.write(`${JSON_HEAD}Content-Length: 100\r\n\r\n{"id":"x"}`);
      socket.end();
    });
    const { application } = await startAccount(server.options);
    const api = application.get(AlternativePaymentsClient, { strict: false });
    const error = await failureOf(api.customers.create(CUSTOMER));
    expect(isOutcomeUnknown(error)).toBe(true);
    expect(error).toMatchObject({ outcome: 'unknown', operation: 'customers.create' });
    expect(server.asked).toHaveLength(1);
  });
});
