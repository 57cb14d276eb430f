import { describe, expect, it } from 'vitest';
import { pass, useFakeTime } from '../support/fake-time.js';
import { start } from './harness.js';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('Asking for a token', () => {
  it('gives a bearer token of 56 hexadecimal characters that lives for an hour', async () => {
    const { client } = await start();

    const { status, body } = await client.requestToken();

    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[0-9a-f]{56}$/),
      token_type: 'bearer',
      expires_in: 3600,
    });
  });

  it('gives a new token each time and lets all of them live', async () => {
    const { client } = await start();

    const tokens = [await client.newToken(), await client.newToken()];

    expect(new Set(tokens).size).toBe(2);
    for (const token of tokens) expect((await client.call('GET', '/customers', { token })).status).toBe(200);
  });

  it.each([
    ['a wrong secret', basic('simulated-client-id:wrong')],
    ['a wrong id', basic('wrong:simulated-client-secret')],
    ['no colon', basic('simulated-client-id')],
    ['text that is no base64', 'Basic simulated-client-id:simulated-client-secret'],
    ['another scheme', 'Bearer simulated-client-secret'],
    ['nothing', ''],
  ])('refuses %s with 403 and a flat object of strings', async (_name, authorization) => {
    const { client } = await start();

    const { status, body } = await client.send('POST', '/oauth/token', {
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization },
    });

    expect(status).toBe(403);
    expect(Object.values(body).length).toBeGreaterThan(0);
    expect(Object.values(body).every((value) => typeof value === 'string')).toBe(true);
  });

  it.each([['grant_type=password'], [''], ['scope=customers:read']])(
    'refuses the form "%s" with 400',
    async (form) => {
      const { client, simulator } = await start();
      const { clientId, clientSecret } = simulator.options;

      const { status, body } = await client.send('POST', '/oauth/token', {
        body: new URLSearchParams(form),
        headers: { authorization: basic(`${clientId}:${clientSecret}`) },
      });

      expect(status).toBe(400);
      expect(body).toMatchObject({
        code: 'bad_request',
        validation_errors: { grant_type: expect.any(String) },
      });
    },
  );

  it('takes the grant type in JSON as well', async () => {
    const { client, simulator } = await start();
    const { clientId, clientSecret } = simulator.options;

    const { status } = await client.send('POST', '/oauth/token', {
      body: { grant_type: 'client_credentials' },
      headers: {
        'content-type': 'application/json',
        authorization: basic(`${clientId}:${clientSecret}`),
      },
    });

    expect(status).toBe(200);
  });

  it('reads credentials as they are, whatever characters they hold', async () => {
    const clientSecret = 'p%41ss:wörd+/=';
    const { client } = await start({ clientId: 'id with space', clientSecret });

    expect((await client.requestToken(`id with space:${clientSecret}`)).status).toBe(200);
    expect((await client.requestToken(`id+with+space:${encodeURIComponent(clientSecret)}`)).status).toBe(403);
  });

  it('refuses the old secret after a rotation, while tokens live on', async () => {
    const { client, simulator } = await start();
    const token = await client.newToken();

    simulator.rotateSecret('the-new-one');

    expect((await client.requestToken('simulated-client-id:simulated-client-secret')).status).toBe(403);
    expect((await client.requestToken()).status).toBe(200);
    expect((await client.call('GET', '/customers', { token })).status).toBe(200);
  });
});

describe('Using a token', () => {
  it.each([
    ['no header', {}],
    ['an unknown token', { authorization: 'Bearer 0123456789abcdef' }],
    ['the Basic header', { authorization: basic('simulated-client-id:simulated-client-secret') }],
  ])('answers %s with 401', async (_name, headers) => {
    const { client } = await start();

    const { status, body } = await client.send('GET', '/customers', { headers });

    expect(status).toBe(401);
    expect(body).toEqual({ code: 'unauthorized', message: expect.any(String), validation_errors: {} });
  });

  it('answers 401 once the token has lived its time, fractions of a second included', async () => {
    useFakeTime();
    const { client } = await start({ tokenLifetimeSeconds: 0.25 });
    const { body } = await client.requestToken();
    const token = String(body['access_token']);
    expect(body['expires_in']).toBe(0.25);
    await pass(249);
    expect((await client.call('GET', '/customers', { token })).status).toBe(200);
    await pass(1);
    expect((await client.call('GET', '/customers', { token })).status).toBe(401);
  });

  it('gives tokens another lifetime from now on', async () => {
    const { client, simulator } = await start();
    const before = await client.newToken();

    simulator.tokenLifetimeSeconds = 0;
    const after = await client.newToken();

    expect(simulator.tokenLifetimeSeconds).toBe(0);
    expect((await client.call('GET', '/customers', { token: before })).status).toBe(200);
    expect((await client.call('GET', '/customers', { token: after })).status).toBe(401);
    expect(() => (simulator.tokenLifetimeSeconds = -1)).toThrow(/tokenLifetimeSeconds.*at least 0.*-1/);
  });

  it('refuses revoked tokens', async () => {
    const { client, simulator } = await start();
    const [first, second, third] = [simulator.issueToken(), simulator.issueToken(), await client.newToken()];
    const status = async (token: string): Promise<number> =>
      (await client.call('GET', '/customers', { token })).status;

    simulator.revokeToken(first);
    expect([await status(first), await status(second)]).toEqual([401, 200]);

    simulator.revokeAllTokens();
    expect([await status(second), await status(third)]).toEqual([401, 401]);
    expect(await status(simulator.issueToken())).toBe(200);
  });
});
