import { ApiUnavailableError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { readError } from '../../lib/api/failures/read-error.js';
import { requestIdOf } from '../../lib/api/failures/request-id.js';
import { startAccount } from '../support/application.js';
import { startRawServer } from '../support/raw-server.js';
import { failureOfCall } from './failed-call.js';

const shapes: Array<[what: string, body: unknown, read: object]> = [
  [
    'the documented one',
    { code: 'bad_request', message: ' Taken. ' },
    { code: 'bad_request', message: 'Taken.' },
  ],
  ['the documented one with a number', { code: 17, message: 'a' }, { code: '17', message: 'a' }],
  ['a code alone', { code: 'bad_request' }, { code: 'bad_request', message: undefined }],
  ['an object in "error"', { error: { code: 'a', message: 'b' } }, { code: 'a', message: 'b' }],
  ['a code beside "error"', { code: 'a', error: 'b' }, { message: 'b' }],
  ['a text in "error"', { error: 'b' }, { message: 'b', code: undefined }],
  ['what OAuth has', { error: 'a', error_description: 'b' }, { code: 'a', message: 'b' }],
  ['a list of texts', { errors: ['a', 'b'] }, { message: 'a; b' }],
  [
    'a list of objects',
    { errors: [{ code: 'a', message: 'b' }, { field: 'c', message: 'd' }, 7, null] },
    { code: 'a', message: 'b; 7', validationErrors: { c: 'd' } },
  ],
  ['a flat map of texts', { reason: 'a', hint: 'b' }, { message: 'reason: a; hint: b' }],
  ['a text', '404 page not found\n', { message: '404 page not found' }],
  [
    'a text of several lines',
    'the first line\r\n\u001b[31mthe second line, \0longer',
    { message: 'the first line [31mthe second line, longer' },
  ],
];

const unreadable: Array<[what: string, body: unknown, note: string | undefined]> = [
  ['no body', '', undefined],
  ['nothing', undefined, undefined],
  ['null', null, undefined],
  ['a number', 7, 'its body has a shape that is not known'],
  ['a list', [1], 'its body has a shape that is not known'],
  ['an empty object', {}, 'its body has a shape that is not known'],
  ['an object of objects', { a: { b: 1 } }, 'its body has a shape that is not known'],
  ['an empty "error"', { error: {} }, 'its body has a shape that is not known'],
  ['a page', ' <!DOCTYPE html><p>Bad gateway</p>', 'its body is a page in place of JSON'],
  ['bytes', '\u0001\u0002\ufffd\ufffd', 'its body is data that is no text'],
];

describe('the body of an error', () => {
  it.each(shapes)('is read: %s', (_what, body, expected) => {
    expect(readError(body)).toMatchObject(expected);
  });

  it.each(unreadable)('that says nothing to a person is described: %s', (_what, body, note) => {
    const read = readError(body);
    expect(read.note).toBe(note);
    expect(read.message).toBeUndefined();
    expect(read.validationErrors).toEqual(Object.create(null));
  });

  it('keeps its fields, whatever they are called and hold', () => {
    const fields =
      '{"__proto__":"a","constructor":"b","nested":{"x":[1]},"list":["c",{"d":1}],"none":null,"n":3}';
    const { validationErrors } = readError({ message: 'm', validation_errors: JSON.parse(fields) as object });

    expect(Object.getPrototypeOf(validationErrors)).toBeNull();
    expect(Object.entries(validationErrors)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['nested', '{"x":[1]}'],
      ['list', 'c, {"d":1}'],
      ['n', '3'],
    ]);
  });

  it.each([
    [null, {}],
    ['text', {}],
    [['a', 'b'], { 0: 'a', 1: 'b' }],
    [[{ field: 'a', message: 'b' }, { field: 'c' }], { a: 'b', c: '{"field":"c"}' }],
  ])('may have fields of another kind: %j', (given, fields) => {
    const { validationErrors } = readError({ message: 'm', validation_errors: given });
    expect({ ...validationErrors }).toEqual(fields);
  });

  it('is cut where it is long', () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`f${index}`, 'x'.repeat(9000)]),
    );
    const { message, validationErrors } = readError({ message: 'y'.repeat(9000), validation_errors: many });

    expect(message).toHaveLength(1001);
    expect(Object.keys(validationErrors)).toHaveLength(50);
    expect(validationErrors['f0']).toHaveLength(1001);
  });
});

const MEGABYTES = 5_000_000;
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

const hostile: Array<[what: string, body: Buffer, message: RegExp]> = [
  [
    'a page of 5 MB',
    Buffer.from(`<html>${'x'.repeat(MEGABYTES)}`),
    /: its body is a page of 5000 kB in place/,
  ],
  ['a text of 5 MB', Buffer.alloc(MEGABYTES, 'x'), /: x{300}…\. /],
  ['JSON of 5 MB', Buffer.from(JSON.stringify({ message: 'a', more: 'x'.repeat(MEGABYTES) })), /: a\. /],
  [
    'bytes',
    Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256)),
    /its body is data of 3 kB that is no/,
  ],
  [
    'a text with broken UTF-8',
    Buffer.from('caf\xe9 closed until tomorrow morning', 'latin1'),
    /: caf\ufffd closed/,
  ],
  ['JSON with broken UTF-8', Buffer.from('{"message":"caf\xe9"}', 'latin1'), /: caf\ufffd\. /],
  ['JSON that breaks off', Buffer.from('{"message":"a'), /: \{"message":"a\. /],
  ['JSON that is too deep', Buffer.from(deep), /failed with 503(: its body .*)?\. /],
];

it.each(hostile)('an answer with %s gives a short message', async (_what, body, message) => {
  const server = await startRawServer((socket) => {
    const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(`HTTP/1.1 503 X\r\n${head}`), body]));
  });
  const { http } = await startAccount({ ...server.options, calls: { retries: 0 } });

  const error = (await failureOfCall(http, 'invoices.create')) as ApiUnavailableError;

  expect(error).toBeInstanceOf(ApiUnavailableError);
  expect(error.message).toMatch(message);
  expect(error.message.length).toBeLessThan(600);
  expect(JSON.stringify(error.body ?? '').length).toBeLessThan(60_000);
});

it('the message lists a few fields, the error all of them', async () => {
  const fields = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`f${index}`, 'is wrong.']));
  const server = await startRawServer((socket) => {
    const body = JSON.stringify({ validation_errors: fields });
    socket.write(
      `HTTP/1.1 422 X\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  const { http } = await startAccount(server.options);

  const error = await failureOfCall(http, 'invoices.create');

  expect(error.message).toContain(
    'with 422: f0: is wrong; f1: is wrong; f2: is wrong; f3: is wrong; f4: is wrong; 3 more.',
  );
  expect(error).toMatchObject({ validationErrors: fields });
});

it.each([
  [{ 'X-Request-Id': 'a', 'request-id': 'b' }, 'a'],
  [{ 'Request-ID': 'b', 'x-correlation-id': 'c' }, 'b'],
  [{ 'x-correlation-id': 'c' }, 'c'],
  [{ 'x-request-id': '', 'request-id': 'x'.repeat(201) }, undefined],
  [{}, undefined],
  [undefined, undefined],
])('the name of a request is found in %j', (headers, id) => {
  expect(requestIdOf(headers)).toBe(id);
});
