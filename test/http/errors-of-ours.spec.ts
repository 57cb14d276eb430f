import axios, { AxiosError, type AxiosRequestConfig } from 'axios';
import {
  AlternativePaymentsError,
  type AlternativePaymentsModuleOptions,
  isOutcomeUnknown,
} from 'nestjs-alternative-payments';
import type { Fault, Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import { formsOf, found, printsOf } from '../support/secret-scan.js';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { simulate } from '../support/simulator.js';

const QUICK = { transientBackoff: { baseMs: 5, maxMs: 10 } };

type Way = [
  code: string,
  arrange: {
    fault?: Fault;
    options?: Partial<AlternativePaymentsModuleOptions>;
    config?: AxiosRequestConfig;
    before?: (account: Awaited<ReturnType<typeof startAccount>>, simulator: Simulator) => Promise<unknown>;
  },
];

const ways: Way[] = [
  ['TOKEN_ENDPOINT_UNAVAILABLE', { fault: { on: 'POST /oauth/token', status: 503 } }],
  [
    'TOKEN_ENDPOINT_MISCONFIGURED',
    { fault: { on: 'POST /oauth/token', status: 302, headers: { location: '/login' } } },
  ],
  ['MALFORMED_TOKEN_RESPONSE', { fault: { on: 'POST /oauth/token', body: {} } }],
  ['CREDENTIALS_REJECTED', { options: { clientSecret: 'another' } }],
  [
    'CREDENTIALS_UNAVAILABLE',
    {
      options: {
        clientId: undefined,
        clientSecret: undefined,
        credentials: () =>
          Promise.reject(new AxiosError('vault', 'ECONNRESET', undefined, { header: 'vault-token' })),
      },
    },
  ],
  [
    'CALL_TIMED_OUT',
    { fault: { on: 'api', hang: true }, options: { calls: { timeoutMs: 100 } }, config: { timeout: 0 } },
  ],
  [
    'RATE_QUEUE_FULL',
    {
      options: { pacing: { requests: 1, perMilliseconds: 600_000, queue: 0 } },
      before: ({ tokens }) => tokens.getToken(),
    },
  ],
  ['REDIRECT_REFUSED', { fault: { on: 'api', redirect: 'https://elsewhere.example/' } }],
  ['FOREIGN_ORIGIN', { config: { url: 'https://me:mine-is-secret@elsewhere.example/' } }],
  ['UNSUPPORTED_TRANSPORT', { config: { adapter: 'fetch' } }],
  [
    'ACCOUNT_CLOSED',
    {
      before: async ({ application, tokens }) => {
        await application.close();
        await until(() => tokens.snapshot().state === 'closed');
      },
    },
  ],
];

async function fail(
  { fault, options, config, before }: Way[1],
  ...methods: string[]
): Promise<{ errors: Error[]; simulator: Simulator; secrets: string[] }> {
  const simulator = await simulate();
  const account = await startAccount({ ...simulator.options, warmUp: false, ...options }, QUICK);
  if (fault) simulator.fault(fault);
  await before?.(account, simulator);
  const errors: Error[] = [];
  for (const method of methods)
    errors.push(await failureOf(account.http.axiosRef.request({ method, url: '/customers', ...config })));

  const issued = simulator.journal.apiRequests.flatMap(({ token }) => token ?? []);
  return {
    errors,
    simulator,
    secrets: [...issued, simulator.options.clientSecret, 'vault-token', 'mine-is-secret'].flatMap((one) =>
      formsOf(one),
    ),
  };
}

describe('an error of ours that leaves an axios call', () => {
  it.each(ways)('is known to what works with axios, and is told apart: %s', async (code, arrange) => {
    const { errors, secrets } = await fail(arrange, 'get', 'post');

    for (const [index, error] of errors.entries()) {
      expect(error).toBeInstanceOf(AlternativePaymentsError);
      expect(error).toMatchObject({ code, name: error.constructor.name });
      expect(axios.isAxiosError(error)).toBe(true);
      expect(error).not.toBeInstanceOf(AxiosError);
      expect(axios.isCancel(error)).toBe(false);
      expect(Object.keys(error)).not.toContain('config');
      expect(error).toMatchObject({ config: { method: ['get', 'post'][index] } });
      const isSent = ['CALL_TIMED_OUT', 'REDIRECT_REFUSED'].includes(code);
      expect(isOutcomeUnknown(error)).toBe(isSent && index === 1);
      expect(found(secrets, printsOf(error))).toEqual([]);
    }
    expect(errors[0]).not.toBe(errors[1]);
  });

  it('is one’s own, however many calls fail for the same reason', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 503 });
    const { http } = await startAccount({ ...simulator.options, warmUp: false }, QUICK);

    const errors = await Promise.all(['/a', '/b', '/c'].map((url) => failureOf(http.axiosRef.get(url))));

    expect(errors.map((error) => (error as AxiosError).config?.url)).toEqual(['/a', '/b', '/c']);
    expect(
      errors.every(
        (error) => error instanceof AlternativePaymentsError && error.stack?.includes(error.message),
      ),
    ).toBe(true);
  });

  it('leaves the transforms of its request as they were', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', redirect: '/elsewhere' });
    const { http } = await startAccount(simulator.options);

    const error = await failureOf(http.axiosRef.post('/customers', {}));

    expect((error as AxiosError).config?.transformResponse).toEqual(http.axiosRef.defaults.transformResponse);
  });

  it('holds no error of axios’ among its causes', async () => {
    const vault = new AxiosError('the vault said no', 'ERR_BAD_REQUEST', undefined, {
      header: 'vault-token',
    });
    const { errors } = await fail(
      {
        options: {
          clientId: undefined,
          clientSecret: undefined,
          credentials: () => Promise.reject(new Error('no key', { cause: vault })),
        },
      },
      'get',
    );

    let cause: unknown = errors[0];
    while (cause instanceof Error) {
      expect(cause).not.toBeInstanceOf(AxiosError);
      ({ cause } = cause);
    }
  });
});

/** What the package axios-retry does after an error: it repeats whatever has a configuration and a code. */
function retryLikeAxiosRetry(http: { axiosRef: ReturnType<typeof axios.create> }, repeated: string[]): void {
  http.axiosRef.interceptors.response.use(null, (error: AxiosError) => {
    const { config, code } = error;
    if (config === undefined) return Promise.reject(error);
    const held = config as typeof config & { 'axios-retry'?: { retries: number; retryCount?: number } };
    const { retries = 3, retryCount = 0 } = held['axios-retry'] ?? {};
    held['axios-retry'] = { retries, retryCount: retryCount + 1 };
    if (error.response !== undefined || code === 'ECONNABORTED' || retryCount >= retries)
      return Promise.reject(error);
    repeated.push(String(code));
    return http.axiosRef(config);
  });
}

describe('a library that repeats requests', () => {
  it('repeats none that ended with an error of ours, and costs no token request', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', times: 1, status: 503 });
    const options = { ...simulator.options, warmUp: false as const, calls: { retries: 0 } };
    const { http, tokens } = await startAccount(options);
    const repeated: string[] = [];
    retryLikeAxiosRetry(http, repeated);

    await expect(http.axiosRef.get('/customers')).rejects.toMatchObject({
      code: 'TOKEN_ENDPOINT_UNAVAILABLE',
    });
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    await tokens.refresh().catch(() => undefined);
    const sent = simulator.fault({ on: 'POST /invoices', redirect: '/elsewhere' });
    await failureOf(http.axiosRef.post('/invoices', {}));

    expect(sent.hits).toBeLessThanOrEqual(1);
    expect(repeated).toEqual([]);
  });

  it('may send the configuration of an error of axios’ again, agents and all', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, calls: { retries: 0 } });
    simulator.fault({ on: 'GET /customers', times: 2, reset: true });
    const repeated: string[] = [];
    retryLikeAxiosRetry(http, repeated);

    expect((await http.axiosRef.get('/customers')).status).toBe(200);

    expect(repeated).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(simulator.journal.tokenRequests).toHaveLength(1);
  });
});
