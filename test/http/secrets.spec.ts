import { Agent } from 'node:http';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { AxiosError, type AxiosRequestConfig } from 'axios';
import {
  AlternativePaymentsClient,
  AlternativePaymentsError,
  type AlternativePaymentsModuleOptions,
  type TokenEvent,
} from 'nestjs-alternative-payments';
import type { Fault } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';
import { formsOf, formsOfCredentials, found, printsOf } from '../support/secret-scan.js';

const ID = 'simulated-client-id';
const SECRET = 's3cr+t/of%the=house:ü';
const CREDENTIALS = formsOfCredentials(ID, SECRET);

/** Everything that is written to the console from here to the end of the test. */
function captureConsole(): string[] {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return written;
}

describe('the scan itself', () => {
  it('finds a secret wherever an error may hide it', () => {
    const hidden = (place: (error: Error) => void): unknown => {
      const error = new Error('harmless');
      place(error);
      return error;
    };
    const basic = Buffer.from(`${ID}:${SECRET}`).toString('base64');
    const places: unknown[] = [
      new Error(`wrong: ${SECRET}`),
      new Error('outer', {
        cause: new Error('inner', { cause: { headers: { Authorization: `Basic ${basic}` } } }),
      }),
      hidden((error) =>
        Object.assign(error, { [Symbol('request')]: { header: encodeURIComponent(SECRET) } }),
      ),
      hidden((error) =>
        Object.defineProperty(error, 'config', { value: { data: SECRET }, enumerable: false }),
      ),
      hidden((error) => Object.defineProperty(error, 'late', { get: () => new Map([['key', SECRET]]) })),
      hidden((error) => Object.assign(error, { toJSON: () => ({ secret: SECRET }) })),
      hidden((error) => Object.assign(error, { [inspect.custom]: () => SECRET })),
      hidden((error) => Object.assign(error, { body: Buffer.from(SECRET, 'utf8') })),
    ];
    for (const place of places) expect(found([...CREDENTIALS, 's3cr'], printsOf(place))).not.toEqual([]);
  });
});

describe('a token request that fails shows no secret, no Basic value and no token', () => {
  const token = 'c0ffee'.repeat(9);
  const echo = Buffer.from(`${ID}:${SECRET}`).toString('base64');
  const failures: Array<
    [what: string, fault: Omit<Fault, 'on'>, options?: Partial<AlternativePaymentsModuleOptions>]
  > = [
    ['500', { status: 500, body: `Basic ${echo}` }],
    ['403 with JSON', { status: 403, body: { error: 'invalid_client', secret: SECRET } }],
    ['403 with a page', { status: 403, body: `<html>${SECRET}</html>` }],
    ['404', { status: 404, body: SECRET }],
    ['429', { status: 429, headers: { 'retry-after': '1', 'x-echo': echo } }],
    ['a redirect', { redirect: `https://evil.example/?basic=${encodeURIComponent(echo)}`, status: 307 }],
    ['a reset', { reset: true }],
    ['silence', { hang: true }, { tokenRequest: { timeoutMs: 50 } }],
    ['a success that is no token', { body: { access_token: `${token}\n`, echo } }],
    ['a body that is too long', { body: SECRET.repeat(10_000) }],
    [
      'an adapter that talks',
      {},
      {
        http: {
          adapter: (config) => {
            throw new AxiosError(`${SECRET} Basic ${echo}`, 'ETALK', config, { headers: config.headers });
          },
        },
      },
    ],
    ['an adapter that throws a text', {}, { http: { adapter: () => Promise.reject(`no: ${SECRET}`) } }],
    ['a host that does not exist', {}, { baseURL: 'https://nowhere.invalid' }],
    ['a port where nobody listens', {}, { baseURL: 'http://127.0.0.1:1' }],
  ];

  it.each(failures)('%s', async (_what, fault, options) => {
    const simulator = await simulate({ clientSecret: SECRET });
    if (Object.keys(fault).length > 0) simulator.fault({ on: 'POST /oauth/token', ...fault });
    const written = captureConsole();
    const { http, tokens } = await startAccount(
      { ...simulator.options, warmUp: false, ...options },
      { transientBackoff: { baseMs: 5, maxMs: 10 } },
    );
    const events: TokenEvent[] = [];
    tokens.events$.subscribe((event) => events.push(event));

    const errors: unknown[] = await Promise.all(
      [tokens.getToken(), http.axiosRef.get('/customers'), tokens.refresh()].map((one) =>
        one.then(
          () => expect.unreachable('the token request succeeded'),
          (reason: unknown) => reason,
        ),
      ),
    );
    for (const error of errors) {
      new Logger('Host').error(error);
      new Logger('Host').error((error as Error).message, (error as Error).stack);
    }

    expect(errors.some((error) => error instanceof AxiosError)).toBe(false);
    expect(events.map(({ type }) => type)).toContain('failed');
    expect(written.join('')).toContain('Host');
    const subjects = [...errors, events, tokens.snapshot(), written];
    for (const subject of subjects) expect(found([...CREDENTIALS, token], printsOf(subject))).toEqual([]);
  });
});

describe('a call that carried our token shows it nowhere', () => {
  type Ending = [what: string, fault: Omit<Fault, 'on'> | undefined, config?: () => AxiosRequestConfig];
  const endings: Ending[] = [
    ['a success', undefined],
    ['a success with every status accepted', { status: 418 }, () => ({ validateStatus: () => true })],
    ['400', { status: 400, body: { code: 'bad_request' } }],
    ['401, twice', { status: 401 }],
    ['404', { status: 404 }],
    ['429', { status: 429 }, () => ({ alternativePayments: { retry: false } })],
    ['500', { status: 500 }, () => ({ alternativePayments: { retry: false } })],
    ['a reset', { reset: true }, () => ({ alternativePayments: { retry: false } })],
    ['silence', { hang: true }, () => ({ timeout: 300 })],
    ['a redirect', { redirect: '/elsewhere' }],
    [
      'JSON that is none',
      { malformed: '{"data": [' },
      () => ({ responseType: 'json', transitional: { silentJSONParsing: false } }),
    ],
    ['an answer that is too long', { body: 'x'.repeat(5_000) }, () => ({ maxContentLength: 100 })],
  ];

  it.each(endings)('%s', async (_what, fault, config) => {
    const simulator = await simulate();
    const httpAgent = new Agent({ keepAlive: true });
    onTestFinished(() => httpAgent.destroy());
    const written = captureConsole();
    const { http, tokens } = await startAccount(
      { ...simulator.options, http: { httpAgent } },
      { callBackoff: { baseMs: 5, maxMs: 10 } },
    );
    await tokens.getToken();
    if (fault) simulator.fault({ on: 'api', ...fault });

    const outcomes: unknown[] = [];
    for (const method of ['get', 'post']) {
      const call = http.axiosRef.request({
        url: '/customers',
        method,
        data: { name: 'Acme' },
        ...config?.(),
      });
      outcomes.push(await call.catch((reason: unknown) => reason));
    }
    for (const outcome of outcomes) new Logger('Host').error(outcome);

    const sent = new Set(simulator.journal.apiRequests.flatMap((request) => request.token ?? []));
    expect(sent.size).toBeGreaterThan(0);
    const forms = [...sent].flatMap((token) => formsOf(token));
    for (const outcome of outcomes) expect(found(forms, printsOf(outcome))).toEqual([]);
    expect(written.join('')).toContain('Host');
    expect(found(forms, written.join(''))).toEqual([]);
  });

  it('nor where the caller gives it up', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', hang: true });
    const { http, tokens } = await startAccount(simulator.options);
    const abort = new AbortController();

    const outcome = http.axiosRef
      .post('/customers', {}, { signal: abort.signal })
      .catch((reason: unknown) => reason);
    await simulator.journal.waitFor('POST /customers');
    abort.abort();

    expect(found(formsOf(await tokens.getToken()), printsOf(await outcome))).toEqual([]);
  });

  const headersOf = (token: string) => ({ 'x-request-id': token, 'x-echo': `Bearer ${token}` });

  it.each<[what: string, echo: (token: string) => Omit<Fault, 'on'>, config?: AxiosRequestConfig]>([
    ['text', (token) => ({ status: 400, body: `Authorization: Bearer ${token}`, headers: headersOf(token) })],
    [
      'JSON',
      (token) => ({
        status: 403,
        body: { message: `Bearer ${token}`, [token]: [{ token }] },
        headers: headersOf(token),
      }),
    ],
    ['JSON that breaks off', (token) => ({ malformed: `{"token":"${token}` })],
    ['a page', (token) => ({ status: 502, body: `<p>${token}</p>` }), { validateStatus: () => true }],
  ])('nor where the API quotes it in %s', async (_what, echo, config) => {
    const simulator = await simulate();
    const { application, http, tokens } = await startAccount(simulator.options);
    const token = await tokens.getToken();
    simulator.fault({ on: 'api', ...echo(token) });

    const options = { ...config, alternativePayments: { retry: false } };
    const outcome = await http.axiosRef.get('/customers', options).catch((reason: unknown) => reason);
    const client = application.get(AlternativePaymentsClient, { strict: false });
    const error = await client.customers.list({}, { retry: false }).catch((reason: unknown) => reason);

    expect([outcome, error].map((one) => found(formsOf(token), printsOf(one)))).toEqual([[], []]);
    expect(printsOf(outcome)).toContain('[redacted]');
    expect(error).toBeInstanceOf(AlternativePaymentsError);
  });

  it('not even while it streams', async () => {
    const simulator = await simulate();
    const { http, tokens } = await startAccount(simulator.options);

    const answer = await http.axiosRef.get<NodeJS.ReadableStream>('/customers', { responseType: 'stream' });

    expect(found(formsOf(await tokens.getToken()), printsOf(answer))).toEqual([]);
    answer.data.resume();
  });
});
