import { once } from 'node:events';
import { connect } from 'node:net';
import type { AlternativePaymentsWebhooksOptions } from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it } from 'vitest';
import { bearerOf } from '../../lib/webhooks/bearer-secrets.js';
import { secretsOf } from '../../lib/webhooks/webhook-secrets.js';
import { failureOf } from '../support/failure-of.js';
import { formsOf } from '../support/secret-scan.js';
import {
  delivery,
  type Platform,
  PLATFORMS,
  receiverForAll,
  SECRET,
  startReceiver,
} from '../support/webhooks.js';

const OLDER = 'the-secret-before-this-one';

/** What the tenants of the application have as their secrets. */
const OF_TENANTS: Readonly<Record<string, string | string[]>> = {
  one: 'the-secret-of-tenant-one',
  two: ['the-secret-of-tenant-two', 'the-older-one-of-tenant-two'],
  'the third': 'the-secret-of-the-third',
  short: 'too-short',
};

const secretOf = ({ tenant }: { tenant: string | undefined }): string | string[] | undefined => {
  if (tenant === 'broken') throw new Error('the table of secrets is away');
  return tenant === 'hanging' ? undefined : OF_TENANTS[tenant ?? ''];
};

describe.each(Object.keys(PLATFORMS) as Platform[])('who sent it, on %s', (platform) => {
  const group = receiverForAll({ platform, webhooks: { secrets: [SECRET, OLDER] } });
  const headersWith = (...authorizations: string[]): string[] => [
    'Host',
    'localhost',
    'Content-Type',
    'application/json',
    'Transfer-Encoding',
    'chunked',
    ...authorizations.flatMap((one) => ['Authorization', one]),
  ];
  const statusOf = async (...authorizations: string[]): Promise<number> => {
    const { post, recorder } = group.it;
    const before = recorder.events.length;
    const { status, text } = await post({ headers: headersWith(...authorizations), body: delivery('x') });
    expect(recorder.events.length - before).toBe(status === 200 ? 1 : 0);
    expect(status === 401 ? text : '').toBe('');
    return status;
  };

  it.each([`Bearer ${SECRET}`, `bearer ${SECRET}`, `BEARER   ${SECRET}`, `Bearer ${OLDER}`])(
    'is known by %s',
    async (header) => expect(await statusOf(header)).toBe(200),
  );

  it.each([
    '',
    'Bearer',
    'Bearer ',
    `Bearer${SECRET}`,
    `Bearer ${SECRET.replace(/.$/, 'x')}`,
    `Bearer ${SECRET.slice(0, -1)}`,
    `Bearer ${SECRET}x`,
    `Bearer ${SECRET},`,
    `Bearer ${SECRET}, Bearer ${SECRET}`,
    `Bearer\t${SECRET}`,
    `Bearer ${SECRET} ${SECRET}`,
    `Basic ${Buffer.from(`:${SECRET}`).toString('base64')}`,
    'Bearer undefined',
    'Bearer null',
    SECRET,
  ])('is not known by %j', async (header) => expect(await statusOf(header)).toBe(401));

  it('is not known by no header, nor by two', async () => {
    expect(await statusOf()).toBe(401);
    expect(await statusOf(`Bearer ${SECRET}`, `Bearer ${SECRET}`)).toBe(401);
    expect(await statusOf(`Bearer ${SECRET}`, 'Bearer wrong')).toBe(401);
    expect(await statusOf('Bearer wrong', `Bearer ${SECRET}`)).toBe(401);
  });

  it('is said once a minute where it is not known, and no log holds a header or a body', async () => {
    const { post, logs } = group.it;
    await post({ secret: 'a-wrong-secret-of-somebody', body: delivery('x', { data: { card: '4242' } }) });
    expect(logs.own.filter((line) => line.includes('401'))).toHaveLength(1);
    const text = logs.lines.join('\n');
    for (const secret of [SECRET, OLDER, 'a-wrong-secret-of-somebody', '4242'])
      for (const form of formsOf(secret)) expect(text).not.toContain(form);
  });

  it('takes a request whose header comes in pieces', async () => {
    const { port } = group.it;
    const body = JSON.stringify(delivery('x'));
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /webhooks/alternative-payments HTTP/1.1\r\nHost: x\r\nauthorization:Bearer ${SECRET}  \r\n`,
    );
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(
      `Content-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200/);
    socket.destroy();
  });
});

it('a body is not waited for where the secret is wrong and the host has no parser that reads it first', async () => {
  const { port } = await startReceiver({ options: { bodyParser: false } });
  const socket = connect(port, '127.0.0.1');
  socket.write(
    'POST /webhooks/alternative-payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer somebody-else\r\n' +
      'Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{',
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1.1 401/);
  socket.destroy();
});

describe.each(Object.keys(PLATFORMS) as Platform[])('the secrets of tenants, on %s', (platform) => {
  const group = receiverForAll({ platform, webhooks: { path: 'hooks/:tenant', secrets: secretOf } });
  const send = (tenant: string, secret: string) =>
    group.it.post({ path: `/hooks/${tenant}`, secret, body: delivery('x') });

  it('are asked for by the name in the path', async () => {
    expect((await send('one', 'the-secret-of-tenant-one')).status).toBe(200);
    expect((await send('two', 'the-older-one-of-tenant-two')).status).toBe(200);
    expect((await send('the%20third', 'the-secret-of-the-third')).status).toBe(200);
    expect(group.it.recorder.events.map(({ tenant }) => tenant)).toEqual(['one', 'two', 'the third']);
  });

  it('do not open the path of another, and an unknown tenant is answered like a wrong secret', async () => {
    const wrong = await send('one', 'the-secret-of-tenant-two');
    const { date: _, ...headers } = wrong.headers;
    for (const tenant of [
      'nobody',
      'two',
      '__proto__',
      'constructor',
      'toString',
      '%2e%2e',
      '%20',
      '%00',
      '%0d%0aX:y',
    ]) {
      const reply = await send(tenant, 'the-secret-of-tenant-one');
      expect(reply).toMatchObject({ status: 401, text: '' });
      expect(reply.headers).toMatchObject(headers);
    }
  });

  it('cannot be guessed as what a function that returns nothing looks like', async () => {
    for (const secret of ['undefined', 'null', '', '[object Object]'])
      expect((await send('nobody', secret)).status).toBe(401);
  });

  it('have a delivery sent again if the function fails or returns what cannot be a secret', async () => {
    for (const tenant of ['broken', 'short']) {
      const reply = await send(tenant, 'too-short');
      expect(reply.status).toBe(503);
      expect(reply.headers['retry-after']).toBe('5');
    }
    expect(group.it.logs.own.join('\n')).toMatch(/the table of secrets is away/);
    expect(group.it.logs.own.join('\n')).toMatch(/shorter than 16 characters/);
    expect(group.it.logs.lines.join('\n')).not.toContain('too-short');
  });

  it.each(['/hooks/', '/hooks//', '/hooks/%zz', '/hooks/one/two'])(
    'are not asked for at %s',
    async (path) => {
      const { status } = await group.it.post({
        path,
        secret: 'the-secret-of-tenant-one',
        body: delivery('x'),
      });
      expect([400, 401, 404]).toContain(status);
    },
  );
});

it('a secret that a function returns changes without a restart', async () => {
  let secret = SECRET;
  const { post } = await startReceiver({ webhooks: { secrets: async () => [secret] } });
  expect((await post({ body: delivery('x') })).status).toBe(200);
  secret = 'the-secret-after-this-one';
  expect((await post({ body: delivery('x') })).status).toBe(401);
  expect((await post({ secret, body: delivery('x') })).status).toBe(200);
});

describe('secrets that stop the start', () => {
  it.each<[string, unknown, RegExp]>([
    ['none', undefined, /"secrets" is missing.*ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS/],
    ['an empty one', '', /"secrets" is missing/],
    ['an empty list', [], /"secrets" is missing/],
    ['an empty one among others', [SECRET, ''], /in place 2: it is empty/],
    ['a short one', 'fifteen-letters', /shorter than 16 characters/],
    ['one with a line break at its end', `${SECRET}\n`, /white space/],
    ['one with a space', 'the secret of this route', /white space/],
    ['one with a control character', `${SECRET}\u0000`, /control characters/],
    ['one with a comma', 'the-secret,of-this-route', /cannot carry/],
    ['one with an umlaut', 'the-secret-für-this-route', /cannot carry/],
    ['a number', 1234567890123456, /no text/],
    ['an object', { secret: SECRET }, /no text/],
  ])('%s', async (_, secrets, problem) => {
    const webhooks = { secrets } as AlternativePaymentsWebhooksOptions;
    const failure = await failureOf(startReceiver({ webhooks }));
    expect(failure).toMatchObject({ code: 'INVALID_OPTIONS', account: 'default' });
    expect(failure.message).toMatch(problem);
    expect(failure.message).not.toContain(String(secrets).trim() || SECRET);
  });

  it('are judged before they are used', () => {
    expect(secretsOf('0123456789abcdef')).toEqual({ value: ['0123456789abcdef'] });
    expect(secretsOf(null)).toEqual({ value: [] });
    expect(secretsOf('0123456789abcde').problem).toMatch(/shorter/);
  });
});

it('where a host makes requests itself, without raw headers, the header counts', () => {
  const of = (headers: object, rawHeaders: string[] = []) => bearerOf({ headers, rawHeaders } as never);
  expect(of({ authorization: 'Bearer abc' })).toBe('abc');
  expect(of({ authorization: ['Bearer abc'] })).toBeUndefined();
  expect(of({ authorization: 'Bearer abc' }, ['authorization', 'a', 'AUTHORIZATION', 'b'])).toBeUndefined();
  // A value of that name is no header.
  expect(of({ authorization: 'Bearer abc' }, ['x', 'authorization', 'Authorization', 'Bearer abc'])).toBe(
    'abc',
  );
});
