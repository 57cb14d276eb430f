import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  InvalidOptionsError,
  MemoryTokenStore,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startApplication } from '../support/application.js';

const SECRET = 's3cr3t-value-that-must-not-show';
const VALID = { environment: 'demo', clientId: 'id-1', clientSecret: SECRET, warmUp: false } as const;

const STORE = { store: new MemoryTokenStore(), encryption: 'plaintext' } as const;
const resolve = (): object => ({});

function start(options: object): Promise<unknown> {
  return startApplication(AlternativePaymentsModule.forRoot(options as AlternativePaymentsModuleOptions));
}

async function problemsOf(options: object): Promise<readonly string[]> {
  const error: unknown = await start(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidOptionsError);
  const { problems, message } = error as InvalidOptionsError;
  expect(message).not.toContain(SECRET);
  for (const problem of problems) expect(message).toContain(problem);
  return problems;
}

describe('options that cannot be used fail the start with the option and the remedy', () => {
  const cases: Array<[what: string, change: object, ...texts: string[]]> = [
    [
      'no environment and no base URL',
      { environment: undefined },
      '"environment" (production or demo) or "baseURL"',
    ],
    ['an empty environment', { environment: '' }, 'no default'],
    ['environment and base URL', { baseURL: 'https://pay.example' }, 'not both'],
    [
      'an unknown environment',
      { environment: 'sandbox' },
      '"environment" is "sandbox"',
      '"production" or "demo"',
    ],
    [
      'an environment that is a property of every object',
      { environment: 'toString' },
      '"environment" is "toString"',
    ],
    ['an environment that is no text', { environment: 7 }, '"environment" is of type number'],
    ['no client id', { clientId: undefined }, '"clientId" is missing', 'Partner Dashboard'],
    ['an empty client id', { clientId: '' }, '"clientId" is missing'],
    ['a client id with white space around it', { clientId: ' id-1' }, '"clientId" contains white space'],
    ['a client id with a colon', { clientId: 'id:1' }, '"clientId" contains a colon'],
    ['a client id that is no text', { clientId: 7 }, '"clientId" is of type number'],
    ['no client secret', { clientSecret: null }, '"clientSecret" is missing'],
    [
      'a client secret with a line break',
      { clientSecret: `${SECRET}\n` },
      '"clientSecret" begins or ends with white space',
    ],
    ['an unknown warm-up', { warmUp: 'later' }, '"warmUp" is "later"', '"background", "required", false'],
    ['an unknown option', { clientID: 'x' }, '"clientID" is not an option'],
    [
      'credentials that are no function',
      { clientId: undefined, clientSecret: undefined, credentials: 'secret' },
      '"credentials" is text',
      'must be a function',
    ],
    ['credentials beside a key', { credentials: () => ({}) }, 'takes the place of "clientId"'],
    ['tenants without a function', { tenants: {} }, '"tenants" has "resolve" undefined', 'a function'],
    ['tenants of whom none may be kept', { tenants: { resolve, maximum: 0 } }, '"tenants" has "maximum" 0'],
    ['tenants with a text as time', { tenants: { resolve, idleMs: '1h' } }, '"tenants" has "idleMs" "1h"'],
    ['tenants with a negative time', { tenants: { resolve, sleepAfterMs: -1 } }, '"sleepAfterMs" -1'],
    ['tenants with NaN', { tenants: { resolve, resolveTimeoutMs: NaN } }, '"resolveTimeoutMs" NaN'],
    ['tenants with an unknown setting', { tenants: { resolve, max: 5 } }, '"tenants" has "max"'],
    [
      'a token store that is none',
      { tokenStore: { store: { read: () => undefined }, encryption: 'plaintext' } },
      '"store" without write, remove, acquireLease, releaseLease',
      'new RedisTokenStore(client)',
    ],
    [
      'a token store without time',
      { tokenStore: { ...STORE, timeoutMs: 0 } },
      '"tokenStore" has "timeoutMs" 0',
    ],
    [
      'a lease that is no time',
      { tokenStore: { ...STORE, leaseMs: '5s' } },
      '"tokenStore" has "leaseMs" "5s"',
    ],
    [
      'a shared budget that is none',
      { pacing: { shared: {} } },
      '"pacing" has "shared" without reserve. Give a SharedRateBudget',
    ],
    ['a local share of nothing', { pacing: { localShare: 0 } }, '"pacing" has "localShare" 0'],
    [
      'a shared budget without time',
      { pacing: { shared: { reserve: () => undefined, timeoutMs: -1 } } },
      '"pacing" has "shared", which has "timeoutMs" -1',
    ],
    ['the numbers of a token', { refresh: { refreshFrom: 0.5 } }, '"refresh" is not an option'],
    ['pauses between calls', { calls: { backoff: { baseMs: 1 } } }, '"calls" has "backoff"'],
    ['pacing that is no object', { pacing: 'fast' }, '"pacing" is "fast"', 'false, or an object'],
    ['pacing with nothing allowed', { pacing: { requests: 0 } }, '"pacing" has "requests" 0'],
    [
      'pacing with an endless window',
      { pacing: { perMilliseconds: Infinity } },
      '"perMilliseconds" Infinity',
    ],
    ['pacing with a negative queue', { pacing: { queue: -1 } }, '"queue" -1'],
    ['pacing with an unknown key', { pacing: { rate: 5 } }, '"pacing" has "rate"'],
    ['another token path', { tokenRequest: { path: '/token' } }, '"tokenRequest" has "path"', 'hold scope'],
    ['further token parameters', { tokenRequest: { parameters: { key: SECRET } } }, 'has "parameters"'],
    [
      'another encoding of the key',
      { tokenRequest: { credentialEncoding: 'plain' } },
      '"credentialEncoding"',
    ],
    ['a time-out of token requests that is none', { tokenRequest: { timeoutMs: 0 } }, '"timeoutMs" 0'],
    [
      'a scope that is no text',
      { tokenRequest: { scope: ['a'] } },
      '"tokenRequest" has "scope" of type object. It must be text',
    ],
    [
      'pacing with a window that no timer takes',
      { pacing: { perMilliseconds: 2 ** 31 } },
      '"perMilliseconds" 2147483648',
    ],
    ['pacing that is an array', { pacing: [5] }, '"pacing" is an array'],
    ['http that is an array', { http: [] }, '"http" is an array'],
    [
      'a client secret with a space that has no width',
      { clientSecret: `${SECRET}\u200b` },
      'begins or ends with white space',
    ],
    ['a warm-up of an odd type', { warmUp: 10n }, '"warmUp" is 10'],
    ['http.signal', { http: { signal: new AbortController().signal } }, '"http" has "signal"'],
    ['a time-out that no timer takes', { http: { timeout: Infinity } }, '"http" has "timeout" Infinity'],
    [
      'an Authorization header for all methods',
      { http: { headers: { common: { Authorization: SECRET } } } },
      '"Authorization"',
    ],
    ['http.baseURL', { http: { baseURL: 'https://x.example' } }, '"http" has "baseURL"'],
    ['http that is text', { http: SECRET }, '"http" is text. It must be an axios request configuration'],
    [
      'a token store that is text',
      { tokenStore: SECRET },
      '"tokenStore" is text',
      'an object with store, encryption, timeoutMs, leaseMs',
    ],
    ['tenants that are text', { tenants: SECRET }, '"tenants" is text', 'an object with resolve, '],
    ['a text in place of resolve', { tenants: { resolve: SECRET } }, '"tenants" has "resolve" text'],
    ['half a retry', { calls: { retries: 1.5 } }, '"calls" has "retries" 1.5', 'a whole number from 0'],
    ['a call without time', { calls: { timeoutMs: 0 } }, '"calls" has "timeoutMs" 0', 'from 1'],
    ['a text as time', { sleepAfterMs: '1h' }, '"sleepAfterMs" is "1h"', 'a number of milliseconds from 1'],
    ['http.auth', { http: { auth: { username: 'a', password: SECRET } } }, '"http" has "auth"'],
    ['http.maxRedirects', { http: { maxRedirects: 5 } }, '"http" has "maxRedirects"'],
    ['http.beforeRedirect', { http: { beforeRedirect: () => undefined } }, '"http" has "beforeRedirect"'],
    ['an Authorization header', { http: { headers: { authorization: SECRET } } }, '"Authorization" header'],
    ['a time-out that is no number', { http: { timeout: 'long' } }, '"http" has "timeout" "long"'],
  ];

  it.each(cases)('%s', async (_what, change, ...texts) => {
    const problems = await problemsOf({ ...VALID, ...change });
    expect(problems).toHaveLength(1);
    for (const text of texts) expect(problems[0]).toContain(text);
  });

  it('takes what is null or empty inside a section as left out', async () => {
    const empty = {
      pacing: { requests: null },
      tokenRequest: { scope: '' },
      calls: { timeoutMs: undefined },
    };
    await expect(start({ ...VALID, ...empty })).resolves.toBeDefined();
  });

  it('lists all problems at once', async () => {
    expect(await problemsOf({ clientId: ' ' })).toHaveLength(3);
  });

  it('says so when a factory gives none', async () => {
    const nothing = AlternativePaymentsModule.forRootAsync({ useFactory: () => undefined as never });
    await expect(startApplication(nothing)).rejects.toThrow(/No options were given \(undefined\)/);
  });
});

describe('a base URL', () => {
  const custom = (baseURL: string, more: object = {}): object => ({
    ...VALID,
    environment: undefined,
    baseURL,
    ...more,
  });

  it.each([
    'https://pay.example',
    'https://pay.example/',
    'https://gateway.example/ap/v1/',
    'http://localhost:4010',
    'http://127.0.0.1:4010',
    'http://127.9.9.9',
    'http://[::1]:4010',
    'http://api.localhost',
    'https://gateway.example/what%3F/number%23/',
    'https://gateway.example/@partner',
  ])('is accepted: %s', async (baseURL) => {
    await expect(start(custom(baseURL))).resolves.toBeDefined();
  });

  it.each([
    ['no URL', 'pay.example', 'is not an http(s) URL'],
    ['a missing slash', 'https:/pay.example', 'is not an http(s) URL'],
    ['another scheme', 'ftp://pay.example', 'is not an http(s) URL'],
    ['white space', ' https://pay.example', 'contains white space'],
    ['a user', `https://me:${SECRET}@pay.example`, 'contains a user or password'],
    ['an empty user', 'https://@pay.example', 'contains a user or password'],
    ['an empty user and password', 'https://:@pay.example/v1', 'contains a user or password'],
    ['a query', 'https://pay.example?x=1', 'has a query or fragment'],
    ['a fragment', 'https://pay.example#x', 'has a query or fragment'],
    ['a bare question mark', 'https://pay.example?', 'has a query or fragment'],
    ['a bare question mark behind a path', 'https://pay.example/v1/?', 'has a query or fragment'],
    ['a bare number sign', 'https://pay.example/v1#', 'has a query or fragment'],
    ['a question mark before slashes', 'https://pay.example?//', 'has a query or fragment'],
    ['a space behind', 'https://pay.example ', 'contains white space'],
    ['a backslash', 'https://pay.example\\v1', 'contains a backslash'],
    ['backslashes for slashes', 'https:\\\\pay.example', 'is not an http(s) URL'],
    ['no host', 'https://', 'is not an http(s) URL'],
    ['http on another host', 'http://pay.example', 'would show the client secret'],
    [
      'http on a host that only looks like loopback',
      'http://127.0.0.1.evil.example',
      'would show the client secret',
    ],
    [
      'http on a host that begins like loopback',
      'http://localhost.evil.example',
      'would show the client secret',
    ],
  ])('is refused: %s', async (_what, baseURL, text) => {
    const problems = await problemsOf(custom(baseURL));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(text);
  });

  it('may be http on another host where that is allowed', async () => {
    await expect(start(custom('http://pay.internal', { allowInsecureHttp: true }))).resolves.toBeDefined();
  });
});
