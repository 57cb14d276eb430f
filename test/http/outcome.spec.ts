import { type AxiosAdapter, type AxiosRequestConfig, AxiosError } from 'axios';
import { isOutcomeUnknown, RedirectRefusedError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

/** An error as Node gives it. */
function systemError(syscall: string, code: string): Error {
  return Object.assign(new Error(`${syscall} ${code} 192.0.2.1:443`), { syscall, code, errno: -1 });
}

/** What axios' adapter makes of it. */
const failing =
  (make: () => Error): AxiosAdapter =>
  (config) =>
    Promise.reject(AxiosError.from(make(), undefined, config));

async function postThrough(adapter: AxiosAdapter, config: AxiosRequestConfig = {}): Promise<Error> {
  const simulator = await simulate();
  const { http } = await startAccount(simulator.options);
  return failureOf(http.axiosRef.post('/invoices', {}, { adapter, ...config }));
}

describe('the outcome of a POST that failed', () => {
  const connecting = systemError('connect', 'ECONNREFUSED');
  const lookingUp = systemError('getaddrinfo', 'ENOTFOUND');
  const known: Array<[what: string, make: () => Error]> = [
    ['connect ECONNREFUSED', () => systemError('connect', 'ECONNREFUSED')],
    ['connect EHOSTUNREACH', () => systemError('connect', 'EHOSTUNREACH')],
    ['connect ENETUNREACH', () => systemError('connect', 'ENETUNREACH')],
    ['connect ETIMEDOUT', () => systemError('connect', 'ETIMEDOUT')],
    ['connect EMFILE', () => systemError('connect', 'EMFILE')],
    ['getaddrinfo ENOTFOUND', () => systemError('getaddrinfo', 'ENOTFOUND')],
    ['getaddrinfo ESERVFAIL', () => systemError('getaddrinfo', 'ESERVFAIL')],
    [
      'no address that accepts a connection',
      () => new AggregateError([connecting, systemError('connect', 'ETIMEDOUT')]),
    ],
    [
      'a name that leads nowhere, deep in the chain',
      () => new Error('outer', { cause: new Error('inner', { cause: lookingUp }) }),
    ],
  ];
  it.each(known)('is known where nothing can have been sent: %s', async (_what, make) => {
    expect(isOutcomeUnknown(await postThrough(failing(make)))).toBe(false);
  });

  const cyclic = new Error('cyclic');
  cyclic.cause = cyclic;
  const unknown: Array<[what: string, make: () => Error]> = [
    ['read EHOSTUNREACH', () => systemError('read', 'EHOSTUNREACH')],
    ['read ENETUNREACH', () => systemError('read', 'ENETUNREACH')],
    ['read ECONNREFUSED', () => systemError('read', 'ECONNREFUSED')],
    ['write EPIPE', () => systemError('write', 'EPIPE')],
    ['a code alone', () => Object.assign(new Error('EHOSTUNREACH'), { code: 'EHOSTUNREACH' })],
    ['a code alone, of a name', () => Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' })],
    [
      'addresses of which one may have been reached',
      () => new AggregateError([connecting, systemError('read', 'ECONNRESET')]),
    ],
    ['a group of no errors', () => new AggregateError([])],
    [
      'a read that was caused by a failed connection',
      () => Object.assign(systemError('read', 'ECONNRESET'), { cause: connecting }),
    ],
    ['a chain that leads back to itself', () => cyclic],
  ];
  it.each(unknown)('is unknown where the connection may have stood: %s', async (_what, make) => {
    const error = await postThrough(failing(make));

    expect(isOutcomeUnknown(error)).toBe(true);
    expect(error.message.match(/check before you send it again/g)).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])(
    'is unknown after a redirect (%d), which says nothing of what was done before it',
    async (status) => {
      const simulator = await simulate();
      simulator.fault({ on: 'api', redirect: '/elsewhere', status, afterHandling: true });
      const { http } = await startAccount(simulator.options);

      for (const method of ['post', 'put', 'patch', 'delete', 'get', 'head']) {
        const error = await failureOf(http.axiosRef.request({ method, url: '/customers/x', data: {} }));
        expect(error).toBeInstanceOf(RedirectRefusedError);
        expect(isOutcomeUnknown(error)).toBe(method !== 'get' && method !== 'head');
      }
    },
  );

  it('is unknown after a 304, which is no answer to a POST', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', status: 304 });
    const { http } = await startAccount(simulator.options);

    expect(isOutcomeUnknown(await failureOf(http.axiosRef.post('/customers', {})))).toBe(true);
  });

  const unreadable: Array<[what: string, config: AxiosRequestConfig]> = [
    [
      'a transform that throws',
      {
        transformResponse: () => {
          throw new TypeError('cannot read it');
        },
      },
    ],
    [
      'the second of two transforms that throws',
      {
        transformResponse: [
          (data: unknown) => data,
          () => {
            throw new TypeError('cannot read it');
          },
        ],
      },
    ],
    [
      'a transform that throws a text',
      {
        transformResponse: () => {
          throw 'cannot read it';
        },
      },
    ],
    [
      'a transform that throws what cannot be written on',
      {
        transformResponse: () => {
          throw Object.freeze(new Error('cannot read it'));
        },
      },
    ],
    [
      'a reviver that throws',
      {
        responseType: 'json',
        transitional: { silentJSONParsing: false },
        parseReviver: () => {
          throw new TypeError('cannot read it');
        },
      } as AxiosRequestConfig,
    ],
  ];
  it.each(unreadable)(
    'is unknown where its answer was given and cannot be read: %s',
    async (_what, config) => {
      const simulator = await simulate();
      simulator.fault({ on: 'api', status: 201, body: { id: 'x' } });
      const { http } = await startAccount(simulator.options);

      const posted = await failureOf(http.axiosRef.post('/customers', {}, config));
      const gotten: unknown = await http.axiosRef.get('/customers', config).catch((error: unknown) => error);

      expect(isOutcomeUnknown(posted)).toBe(true);
      expect(posted.message).toContain('cannot read it');
      expect(isOutcomeUnknown(gotten)).toBe(false);
    },
  );

  it('is unknown where its answer says JSON, is none, and is to be parsed strictly', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', malformed: '{"data": [' });
    const { http } = await startAccount({ ...simulator.options, calls: { retries: 0 } });
    const config: AxiosRequestConfig = { responseType: 'json', transitional: { silentJSONParsing: false } };

    expect(isOutcomeUnknown(await failureOf(http.axiosRef.post('/customers', {}, config)))).toBe(true);
  });

  it.each([400, 404, 409, 422])('is known where a refusal (%d) cannot be read', async (status) => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', status, body: 'no' });
    const { http } = await startAccount(simulator.options);

    const error = await failureOf(
      http.axiosRef.post(
        '/customers',
        {},
        {
          transformResponse: () => {
            throw new Error('cannot read it');
          },
        },
      ),
    );

    expect(isOutcomeUnknown(error)).toBe(false);
  });

  it('leaves the caller’s transforms in the configuration', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', status: 201, body: { id: 'x' } });
    const { http } = await startAccount(simulator.options);
    const transformResponse = (data: unknown): unknown => `seen ${String(data)}`;

    const answer = await http.axiosRef.post('/customers', {}, { transformResponse });
    const again = await http.axiosRef.request(answer.config);

    expect([answer.data, again.data]).toEqual(['seen {"id":"x"}', 'seen {"id":"x"}']);
    expect([answer.config.transformResponse].flat()).toEqual([transformResponse]);
  });

  it('is told by the mark alone where the error is none of axios’, or is the caller’s own', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', hang: true });
    const { http, tokens } = await startAccount({ ...simulator.options, calls: { timeoutMs: 1_500 } });
    await tokens.getToken();
    const abort = new AbortController();

    const timedOut = failureOf(http.axiosRef.post('/invoices', {}));
    const givenUp = failureOf(http.axiosRef.post('/customers', {}, { signal: abort.signal }));
    await simulator.journal.waitFor('POST /customers');
    abort.abort();
    const errors = await Promise.all([timedOut, givenUp]);

    expect(errors.map((error) => (error as { code?: string }).code)).toEqual([
      'CALL_TIMED_OUT',
      'ERR_CANCELED',
    ]);
    expect(errors.map((error) => isOutcomeUnknown(error))).toEqual([true, true]);
    for (const { message } of errors) expect(message).not.toContain('check before you send it again');
    expect(errors[1]?.message).toBe('canceled');
  });

  it('is unknown where the application closes and the caller gives up at the same moment', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', hang: true });
    const { application, http } = await startAccount(simulator.options);
    const abort = new AbortController();
    const posted = failureOf(http.axiosRef.post('/invoices', {}, { signal: abort.signal }));
    await simulator.journal.waitFor('POST /invoices');

    const closed = application.close();
    abort.abort();

    expect(isOutcomeUnknown(await posted)).toBe(true);
    await closed;
  });
});
