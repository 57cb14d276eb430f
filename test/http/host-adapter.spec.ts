import { inspect } from 'node:util';
import axios, {
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { isOutcomeUnknown } from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formsOf, found, printsOf } from '../support/secret-scan.js';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

/** An adapter as people write it around fetch(). */
const throughFetch: AxiosAdapter = async (config) => {
  const { status, statusText, headers, body } = await fetch(new URL(config.url ?? '', config.baseURL), {
    method: config.method,
    headers: config.headers.toJSON() as Record<string, string>,
    body: config.data as string | undefined,
    signal: config.signal as AbortSignal,
  });
  const data = await new Response(body).text();
  return { status, statusText, config, data, headers: Object.fromEntries(headers) };
};

async function startWith(
  adapter: AxiosAdapter,
): Promise<Awaited<ReturnType<typeof startAccount>> & { token: string }> {
  const simulator = await simulate();
  const account = await startAccount({ ...simulator.options, calls: { timeoutMs: 300 } });
  const token = await account.tokens.getToken();
  account.http.axiosRef.defaults.adapter = adapter;
  return { ...account, token };
}

/** Everything that goes unhandled until the test ends. */
function unhandled(): unknown[] {
  const seen: unknown[] = [];
  const note = (reason: unknown): number => seen.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => {
    process.off('unhandledRejection', note);
  });
  return seen;
}

const bearerOf = ({ headers }: InternalAxiosRequestConfig): string => String(headers.get('Authorization'));

describe('an adapter of the host’s own', () => {
  it('may hand the signal of the request to fetch()', async () => {
    const simulator = await simulate({ seed: true });
    const { http } = await startAccount({ ...simulator.options, http: { adapter: throughFetch } });

    const { data } = await http.axiosRef.get<{ data: unknown[] }>('/customers');

    expect(data.data.length).toBeGreaterThan(0);
    expect(simulator.journal.apiRequests[0]).toMatchObject({ status: 200 });
  });

  it.each(['the caller gives up', 'the time of the call is over', 'the time of the attempt is over'])(
    'is told by that signal when %s',
    async (when) => {
      const reasons: unknown[] = [];
      const abort = new AbortController();
      const { http } = await startWith(
        (config) =>
          new Promise((_, reject) => {
            const signal = config.signal as AbortSignal;
            expect(signal).toBeInstanceOf(AbortSignal);
            signal.addEventListener('abort', () => {
              reasons.push(signal.reason);
              reject(signal.reason as Error);
            });
            if (when.startsWith('the caller')) setImmediate(() => abort.abort());
          }),
      );

      const error = await failureOf(
        http.axiosRef.post(
          '/invoices',
          {},
          {
            signal: abort.signal,
            timeout: when.includes('attempt') ? 50 : 0,
          },
        ),
      );

      const codes: Record<string, string> = {
        'the caller': 'ERR_CANCELED',
        'the time of the call': 'CALL_TIMED_OUT',
      };
      expect(error).toMatchObject({ code: codes[when.replace(/ gives up| is over/, '')] ?? 'ECONNABORTED' });
      expect(reasons).toHaveLength(1);
      expect(isOutcomeUnknown(error)).toBe(true);
    },
  );

  const answerOf = (config: InternalAxiosRequestConfig, data: unknown = '{"a":1}'): AxiosResponse => ({
    config,
    data,
    status: 200,
    statusText: 'OK',
    headers: new AxiosHeaders(),
  });

  it.each<[what: string, adapter: (config: InternalAxiosRequestConfig) => unknown]>([
    ['a frozen response', (config) => Promise.resolve(Object.freeze(answerOf(config)))],
    ['a sealed response', (config) => Promise.resolve(Object.seal(answerOf(config)))],
    ['a response that is no promise', (config) => answerOf(config)],
    [
      'a response of a thenable',
      // oxlint-disable-next-line unicorn/no-thenable -- what some libraries return in place of a promise
      (config) => ({ then: (done: (value: unknown) => void) => done(answerOf(config)) }),
    ],
    [
      'a response with getters alone',
      (config) => {
        class Answer {
          get status(): number {
            return 200;
          }
          get data(): string {
            return '{"a":1}';
          }
          get headers(): object {
            return {};
          }
          readonly request = config;
        }
        return Promise.resolve(new Answer());
      },
    ],
  ])('may answer with %s', async (_what, adapter) => {
    const { http, token } = await startWith(adapter as AxiosAdapter);

    const answer = await http.axiosRef.get('/customers');

    expect(answer).toMatchObject({ status: 200, data: { a: 1 } });
    expect(found(formsOf(token), printsOf(answer))).toEqual([]);
  });

  it('keeps its answer to itself: what the caller gets is a copy', async () => {
    const kept: AxiosResponse[] = [];
    const { http } = await startWith((config) => {
      kept.push(answerOf(config));
      return Promise.resolve(kept[0] as AxiosResponse);
    });

    const answer = await http.axiosRef.get('/customers');

    expect(answer.data).toEqual({ a: 1 });
    expect(kept[0]).toMatchObject({ data: '{"a":1}' });
  });

  it.each<[what: string, headers: (config: InternalAxiosRequestConfig) => object]>([
    ['as they are', ({ headers }) => headers],
    ['as a copy', ({ headers }) => ({ ...headers.toJSON(), 'x-mock': 'yes' })],
    ['in small letters', (config) => ({ authorization: bearerOf(config), 'x-mock': 'yes' })],
    ['in capitals', (config) => ({ AUTHORIZATION: bearerOf(config), 'X-MOCK': 'yes' })],
  ])('may answer with the headers of the request, but without the token: %s', async (_what, headers) => {
    const respond = (config: InternalAxiosRequestConfig): AxiosResponse => ({
      ...answerOf(config),
      headers: headers(config) as AxiosHeaders,
    });
    const { http, token } = await startWith((config) => {
      const response = respond(config);
      if (config.url === '/customers') return Promise.resolve(response);
      return Promise.reject(
        new AxiosError('no', 'ERR_BAD_REQUEST', config, {}, { ...response, status: 404 }),
      );
    });

    for (const method of ['get', 'post']) {
      const answer = await http.axiosRef.request({ method, url: '/customers', headers: { 'x-mine': 'yes' } });
      const error = await failureOf(http.axiosRef.request({ method, url: '/refused' }));
      expect(error).toMatchObject({ response: { status: 404 } });
      expect(found(formsOf(token), printsOf([answer, error]))).toEqual([]);
      expect(printsOf(answer)).toContain('yes');
    }
  });

  it.each(['an answer that is not for the caller', 'an answer that comes too late'])(
    'may answer with a stream of the web: %s is given up',
    async (what) => {
      let canceled = 0;
      let answerLate = (): void => undefined;
      const late = new Promise<void>((resolve) => (answerLate = resolve));
      const streamed = (config: InternalAxiosRequestConfig, status: number): AxiosResponse => ({
        ...answerOf(config),
        status,
        data: new ReadableStream({ cancel: () => void (canceled += 1) }),
      });
      let sent = 0;
      const { http } = await startWith(async (config) => {
        sent += 1;
        if (what.endsWith('too late')) await late;
        return streamed(config, sent === 1 ? 401 : 200);
      });

      await http.axiosRef
        .get('/export', { responseType: 'stream', validateStatus: () => true, timeout: 200 })
        .catch(() => undefined);
      answerLate();

      await until(() => canceled > 0);
      expect(canceled).toBe(1);
    },
  );

  it('may freeze the configuration: the call ends all the same, and the token is in none of it', async () => {
    const { http, token } = await startWith((config) => Promise.resolve(answerOf(Object.freeze(config))));

    for (const method of ['get', 'post']) {
      const ended = await http.axiosRef
        .request({ method, url: '/customers' })
        .catch((error: unknown) => error);

      expect(found(formsOf(token), printsOf(ended))).toEqual([]);
    }
  });

  type Oddity = [what: string, adapter: (config: InternalAxiosRequestConfig) => unknown];
  const oddities: Oddity[] = [
    ['resolves with nothing', () => Promise.resolve(undefined)],
    ['resolves with null', () => Promise.resolve(null)],
    ['resolves with a text', () => Promise.resolve('text')],
    ['returns nothing', () => undefined],
    [
      'resolves with a response that throws',
      () =>
        Promise.resolve(
          new Proxy(
            {},
            {
              get: (_, key) => {
                if (key === 'then') return undefined;
                throw new Error('no');
              },
            },
          ),
        ),
    ],
    [
      'throws',
      (config) => {
        throw new Error(`no: ${bearerOf(config)}`);
      },
    ],
    [
      'throws nothing',
      () => {
        throw undefined;
      },
    ],
    ['rejects with nothing', () => Promise.reject()],
    ['rejects with null', () => Promise.reject(null)],
    ['rejects with a text', (config) => Promise.reject(`no: ${bearerOf(config)}`)],
    [
      'rejects with an object',
      (config) => Promise.reject({ message: bearerOf(config), config, headers: config.headers }),
    ],
    [
      'rejects with the configuration',
      (config) => Promise.reject({ ...config, headers: config.headers.toJSON() }),
    ],
    ['rejects with a frozen error', (config) => Promise.reject(Object.freeze(new Error(bearerOf(config))))],
    [
      'rejects with a frozen error of axios’',
      (config) => Promise.reject(Object.freeze(new AxiosError(bearerOf(config), 'ECONNRESET', config))),
    ],
    [
      'rejects with a proxy',
      () =>
        Promise.reject(
          new Proxy(new Error('x'), {
            get: () => {
              throw new Error('no');
            },
            getOwnPropertyDescriptor: () => {
              throw new Error('no');
            },
          }),
        ),
    ],
    [
      'rejects with an error whose getters throw',
      () =>
        Promise.reject(
          Object.defineProperty(new Error('x'), 'isAxiosError', {
            get: () => {
              throw new Error('no');
            },
          }),
        ),
    ],
    [
      'rejects with a revoked proxy',
      () => {
        const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
        revoke();
        return Promise.reject(proxy);
      },
    ],
    [
      'shows the token in message and stack',
      (config) =>
        Promise.reject(
          new TypeError(`Expected signal (${inspect(config, { depth: 5 })} ${bearerOf(config)})`),
        ),
    ],
    [
      'shows the token in a cause',
      (config) =>
        Promise.reject(
          new Error('outer', { cause: new Error('inner', { cause: new Error(bearerOf(config)) }) }),
        ),
    ],
    [
      'shows the token in a cause that is no error',
      (config) => Promise.reject(new Error('outer', { cause: { headers: config.headers.toJSON() } })),
    ],
    [
      'shows the token in a cause that leads back',
      (config) => {
        const error = new Error(bearerOf(config));
        error.cause = new Error('inner', { cause: error });
        return Promise.reject(error);
      },
    ],
    [
      'shows the token in many errors',
      (config) =>
        Promise.reject(new AggregateError([new Error(bearerOf(config)), { config }], bearerOf(config))),
    ],
    [
      'shows the token at the end of a long chain',
      (config) => {
        let error = new Error(bearerOf(config));
        for (let depth = 0; depth < 100; depth += 1) error = new Error(`depth ${depth}`, { cause: error });
        return Promise.reject(error);
      },
    ],
    [
      'shows the token in properties',
      (config) =>
        Promise.reject(
          Object.assign(new Error('x'), {
            request: new Request('http://127.0.0.1/', { headers: { Authorization: bearerOf(config) } }),
            options: { headers: config.headers.toJSON() },
            header: bearerOf(config),
            all: [bearerOf(config)],
            map: new Map([['a', bearerOf(config)]]),
            [Symbol('hidden')]: { bearer: bearerOf(config) },
          }),
        ),
    ],
    [
      'shows the token under symbols and in names',
      (config) =>
        Promise.reject(
          Object.assign(new Error('x'), {
            inner: { [Symbol('hidden')]: bearerOf(config) },
            names: { [bearerOf(config)]: 1 },
            [bearerOf(config)]: 1,
          }),
        ),
    ],
    [
      'shows the token in a name that cannot be removed',
      (config) =>
        Promise.reject(Object.defineProperty(new Error('x'), bearerOf(config), { enumerable: true })),
    ],
    [
      'shows the token in a hidden property',
      (config) =>
        Promise.reject(
          Object.defineProperty(new Error('x'), 'config', {
            value: { ...config, headers: config.headers.toJSON() },
          }),
        ),
    ],
    [
      'shows the token in a getter',
      (config) => {
        const bearer = bearerOf(config);
        return Promise.reject(
          Object.defineProperty(new Error('x'), 'late', {
            get: () => bearer,
            enumerable: true,
            configurable: true,
          }),
        );
      },
    ],
    [
      'shows the token in what cannot be written',
      (config) =>
        Promise.reject(
          Object.defineProperty(new Error('x'), 'header', { value: bearerOf(config), enumerable: true }),
        ),
    ],
    [
      'wraps an error of axios’ in another',
      (config) => {
        const inner = new AxiosError(
          'inner',
          'ERR_BAD_REQUEST',
          { ...config },
          { headers: config.headers.toJSON() },
          { ...answerOf({ ...config }), request: { headers: config.headers.toJSON() } },
        );
        return Promise.reject(
          AxiosError.from(inner, 'ERR_BAD_REQUEST', config, inner.request, inner.response),
        );
      },
    ],
    [
      'answers and shows the request',
      (config) =>
        Promise.reject(
          new AxiosError(
            'refused',
            'ERR_BAD_REQUEST',
            { ...config },
            { headers: config.headers.toJSON() },
            { ...answerOf({ ...config }), status: 404, request: { _header: bearerOf(config) } },
          ),
        ),
    ],
    ['never settles', () => new Promise(() => undefined)],
  ];

  it.each(oddities)('that %s is an ordinary rejection, without the token', async (_what, adapter) => {
    const strays = unhandled();
    const { http, token } = await startWith(adapter as AxiosAdapter);

    for (const method of ['get', 'post']) {
      const error = await failureOf(
        http.axiosRef.request({
          method,
          url: '/invoices',
          data: { secret: 1 },
          alternativePayments: { retry: false },
        }),
      );

      expect(error).toBeInstanceOf(Error);
      expect(error.message).not.toBe('it did not fail');
      expect(found(formsOf(token), printsOf(error))).toEqual([]);
      const isDecided = (error as AxiosError).response?.status === 404;
      expect(isOutcomeUnknown(error)).toBe(method === 'post' && !isDecided);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(strays).toEqual([]);
  });

  it('keeps what its error says, as far as that is no secret', async () => {
    const given = Object.assign(new TypeError('it failed'), { code: 'E_MINE', details: { attempt: 1 } });
    const { http } = await startWith(() => Promise.reject(given));

    expect(await failureOf(http.axiosRef.get('/customers'))).toBe(given);
    expect(given).toMatchObject({
      name: 'TypeError',
      message: 'it failed',
      code: 'E_MINE',
      details: { attempt: 1 },
    });
  });

  it('keeps the answer that its error has', async () => {
    const { http } = await startWith((config) =>
      Promise.reject({
        isAxiosError: true,
        message: 'refused',
        response: { status: 404, data: { code: 'no' }, headers: {}, config },
      }),
    );

    expect(await failureOf(http.axiosRef.get('/customers'))).toMatchObject({
      message: 'refused',
      response: { status: 404, data: { code: 'no' } },
    });
  });

  it('may answer after nobody waits any more', async () => {
    const strays = unhandled();
    let answer: (response: AxiosResponse) => void = () => undefined;
    let given: InternalAxiosRequestConfig | undefined;
    const { http } = await startWith((config) => {
      given = config;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });

    const error = await failureOf(http.axiosRef.get('/customers', { timeout: 30 }));
    answer(answerOf(given as InternalAxiosRequestConfig));
    await new Promise((resolve) => setImmediate(resolve));

    expect(error).toMatchObject({ code: 'ECONNABORTED' });
    expect(strays).toEqual([]);
  });

  it('may be axios’ own adapter, called by its name or by the host', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    const own = axios.getAdapter('http');

    for (const adapter of [
      'http',
      'HTTP',
      own,
      [own],
      ['xhr', 'http', 'fetch'],
      ['xhr', own],
    ] as AxiosAdapter[])
      expect((await http.axiosRef.get('/customers', { adapter })).status).toBe(200);
  });
});
