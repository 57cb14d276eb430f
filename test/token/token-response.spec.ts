import { HttpService } from '@nestjs/axios';
import { MalformedTokenResponseError } from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { useFakeTime } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

const get = (http: HttpService): Promise<unknown> => firstValueFrom(http.get('/customers'));

describe('an answer of the token endpoint that is no usable token', () => {
  const token = 'c0ffee'.repeat(9);
  const answers: Array<[what: string, body: string | object]> = [
    ['an HTML page', '<html>Please log in</html>'],
    ['an empty body', ''],
    ['a JSON string', '"token"'],
    ['a JSON array', [token]],
    ['null', 'null'],
    ['an OAuth error with status 200', { error: 'invalid_client' }],
    ['no access_token', { token_type: 'bearer', expires_in: 3600 }],
    ['an empty access_token', { access_token: '', token_type: 'bearer', expires_in: 3600 }],
    ['a blank access_token', { access_token: '  ', token_type: 'bearer', expires_in: 3600 }],
    ['a number as access_token', { access_token: 7, token_type: 'bearer', expires_in: 3600 }],
    [
      'a line break in access_token',
      { access_token: `${token}\r\nX-Evil: 1`, token_type: 'bearer', expires_in: 3600 },
    ],
    [
      'leading white space in access_token',
      { access_token: ` ${token}`, token_type: 'bearer', expires_in: 3600 },
    ],
    ['non-ASCII in access_token', { access_token: `${token}é`, token_type: 'bearer', expires_in: 3600 }],
    ['an access_token beyond all measure', { access_token: 'x'.repeat(200_000), token_type: 'bearer' }],
    ...['mac', 'DPoP', 'pop', 'N_A', ' mac ', {}, { type: 'bearer' }, ['bearer'], 7, true, false].map(
      (type): [string, object] => [
        `token_type ${JSON.stringify(type)}`,
        { access_token: token, token_type: type, expires_in: 3600 },
      ],
    ),
    ...['invalid_client', 'temporarily_unavailable', { code: 'x' }, ['x'], 1].map(
      (error): [string, object] => [
        `an error beside the access_token: ${JSON.stringify(error)}`,
        { access_token: token, token_type: 'bearer', expires_in: 3600, error },
      ],
    ),
  ];

  it.each(answers)('is refused as malformed: %s', async (_what, body) => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 200, body });
    const { http, tokens } = await startAccount({ ...simulator.options, warmUp: false });

    const outcomes = await Promise.allSettled(Array.from({ length: 3 }, () => get(http)));

    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'MALFORMED_TOKEN_RESPONSE' } });
      expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(MalformedTokenResponseError);
    }
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    expect(simulator.journal.apiRequests).toHaveLength(0);
    expect(tokens.snapshot()).toMatchObject({ state: 'unavailable', generation: 0 });
  });

  it('costs a valid token nothing', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount({ ...simulator.options, warmUp: false });
    const before = await tokens.getToken();
    simulator.fault({ on: 'POST /oauth/token', status: 200, body: { access_token: '' } });

    await expect(tokens.refresh()).rejects.toBeInstanceOf(MalformedTokenResponseError);

    await get(http);
    expect(await tokens.getToken()).toBe(before);
    expect(tokens.snapshot()).toMatchObject({
      state: 'degraded',
      generation: 1,
      failure: { code: 'MALFORMED_TOKEN_RESPONSE' },
    });
  });
});

describe('token_type', () => {
  it.each([
    'bearer',
    'Bearer',
    'BEARER',
    'Bearer ',
    ' bearer',
    '\tBearer\n',
    'BearerToken',
    'bearer token',
    '',
    '  ',
    null,
    undefined,
  ])('%s is sent as "Bearer"', async (type) => {
    const simulator = await simulate();
    const body = { access_token: simulator.issueToken(), token_type: type, expires_in: 3600 };
    simulator.fault({ on: 'POST /oauth/token', status: 200, body });
    const { http } = await startAccount({ ...simulator.options, warmUp: false });

    await get(http);

    expect(simulator.journal.apiRequests[0]?.headers.authorization).toBe(`Bearer ${body.access_token}`);
  });
});

describe('a success that says in so many words that there is no error', () => {
  it.each([null, '', false])('is a token: %j', async (error) => {
    const simulator = await simulate();
    const body = { access_token: simulator.issueToken(), token_type: 'bearer', expires_in: 3600, error };
    simulator.fault({ on: 'POST /oauth/token', status: 200, body });
    const { http } = await startAccount({ ...simulator.options, warmUp: false });

    await expect(get(http)).resolves.toMatchObject({ status: 200 });
  });
});

describe('a long token', () => {
  it.each([8_193, 12_000, 100_000])('of %d characters is taken', async (length) => {
    const simulator = await simulate();
    const token = 'x'.repeat(length);
    simulator.fault({ on: 'POST /oauth/token', status: 200, body: { access_token: token } });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    expect(await tokens.getToken()).toBe(token);
  });

  it('is taken from an answer that says much else', async () => {
    const simulator = await simulate();
    const token = simulator.issueToken();
    const body = { access_token: token, claims: 'x'.repeat(300_000) };
    simulator.fault({ on: 'POST /oauth/token', status: 200, body });
    const { tokens } = await startAccount({ ...simulator.options, warmUp: false });

    expect(await tokens.getToken()).toBe(token);
  });
});

describe('expires_in', () => {
  // JSON text rather than values, since not every number survives JSON.stringify().
  const lifetimes: Array<[text: string | undefined, seconds: number, source: string]> = [
    ['3600', 3600, 'returned'],
    ['"3600"', 3600, 'returned'],
    ['3600.5', 3600.5, 'returned'],
    ['1', 1, 'returned'],
    [undefined, 3600, 'absent'],
    ['null', 3600, 'absent'],
    ['0', 300, 'unusable'],
    ['-1', 300, 'unusable'],
    ['0.001', 300, 'unusable'],
    ['"abc"', 300, 'unusable'],
    ['""', 300, 'unusable'],
    ['true', 300, 'unusable'],
    ['{}', 300, 'unusable'],
    ['[60]', 300, 'unusable'],
    ['1e309', 300, 'unusable'],
    ['1e308', 86_400, 'capped'],
    ['9007199254740992', 86_400, 'capped'],
    ['3456000', 86_400, 'capped'],
  ];

  it.each(lifetimes)(
    '%s means %d s (%s), and one token request for five calls',
    async (text, seconds, source) => {
      // On a busy machine, five calls may take longer than the shortest of these lifetimes.
      useFakeTime();
      const simulator = await simulate();
      const expiry = text === undefined ? '' : `,"expires_in":${text}`;
      const reply = `{"access_token":"${simulator.issueToken()}","token_type":"bearer"${expiry}}`;
      simulator.fault({ on: 'POST /oauth/token', malformed: reply });
      const { http, tokens } = await startAccount({ ...simulator.options, warmUp: false });

      for (let call = 0; call < 5; call += 1) await get(http);

      expect(tokens.snapshot().lifetime).toEqual({ seconds, source });
      expect(simulator.journal.tokenRequests).toHaveLength(1);
      expect(simulator.journal.apiRequests.filter((request) => request.status === 200)).toHaveLength(5);
    },
  );
});
