import { Agent as HttpAgent, request as sendByHttp } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosRequestConfig } from 'axios';
import {
  type AlternativePaymentsModuleOptions,
  InvalidOptionsError,
  UnsupportedTransportError,
} from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

const FETCH = /fetch\(\) repeats a request that was answered with 421 by itself.*Leave it out/s;
const refused: Array<[what: string, config: AxiosRequestConfig, reason: RegExp]> = [
  ['the adapter fetch', { adapter: 'fetch' }, FETCH],
  ['the adapter fetch in capitals', { adapter: 'FETCH' as 'fetch' }, FETCH],
  ['the adapter fetch first in a list', { adapter: ['fetch', 'http'] }, FETCH],
  ['the adapter fetch after one that is for browsers', { adapter: ['xhr', 'fetch'] }, FETCH],
  ['the function of the adapter fetch', { adapter: axios.getAdapter('fetch') }, FETCH],
  ['the adapter xhr', { adapter: 'xhr' }, /for browsers.*Leave it out/s],
  ['a list of the adapter xhr', { adapter: ['xhr'] }, /for browsers/],
  [
    'an adapter that nobody knows',
    { adapter: 'pigeon' as 'http' },
    /does not name an adapter.*Leave it out/s,
  ],
  ['an empty list of adapters', { adapter: [] }, /does not name an adapter/],
  ['HTTP/2', { httpVersion: 2 } as AxiosRequestConfig, /only HTTP\/1\.1.*dead/s],
  ['HTTP/2 as text', { httpVersion: '2' } as object, /only HTTP\/1\.1/],
];

describe('a transport that cannot be used', () => {
  it.each(refused)('stops the start with the reason: %s', async (_what, http, reason) => {
    const simulator = await simulate();

    const error = await failureOf(
      startAccount({ ...simulator.options, http } as AlternativePaymentsModuleOptions),
    );

    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect(error.message).toMatch(reason);
  });

  it.each(refused)('is refused for a request, and in the defaults: %s', async (_what, config, reason) => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);

    const asked = await failureOf(http.axiosRef.post('/invoices', {}, config));
    Object.assign(http.axiosRef.defaults, config);
    const byDefault = await failureOf(http.axiosRef.get('/customers'));

    for (const error of [asked, byDefault]) {
      expect(error).toBeInstanceOf(UnsupportedTransportError);
      expect(error).toMatchObject({ code: 'UNSUPPORTED_TRANSPORT', isAxiosError: true });
      expect(error.message).toMatch(reason);
      expect(error.message).toContain('Nothing was sent');
    }
    expect(simulator.journal.apiRequests).toEqual([]);
  });

  it('is not what axios has by default, nor its own adapter by any name', async () => {
    const simulator = await simulate();
    for (const adapter of [
      undefined,
      axios.defaults.adapter,
      'http',
      ['http', 'fetch'],
      axios.getAdapter('http'),
    ]) {
      const { http } = await startAccount({ ...simulator.options, http: { adapter } as AxiosRequestConfig });
      expect((await http.axiosRef.get('/customers', { httpVersion: 1 } as AxiosRequestConfig)).status).toBe(
        200,
      );
    }
  });
});

describe('a request that brings a way of its own', () => {
  const ways: Array<[option: string, config: AxiosRequestConfig]> = [
    ['httpAgent', { httpAgent: new HttpAgent() }],
    ['httpsAgent', { httpsAgent: new HttpsAgent() }],
    [
      'proxy',
      { proxy: { host: '127.0.0.1', port: 1, auth: { username: 'me', password: 'mine-is-secret' } } },
    ],
    ['socketPath', { socketPath: '/tmp/elsewhere.sock' }],
    [
      'lookup',
      {
        lookup: (_host: string, _options: object, done: (...all: unknown[]) => void) =>
          done(null, '127.0.0.1', 4),
      },
    ],
    ['transport', { transport: { request: sendByHttp } }],
  ] as Array<[string, AxiosRequestConfig]>;

  it.each(ways)('is refused with the remedy: %s', async (option, config) => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);

    const asked = await failureOf(http.axiosRef.get('/customers', config));
    Object.assign(http.axiosRef.defaults, config);
    const byDefault = await failureOf(http.axiosRef.get('/customers'));

    for (const error of [asked, byDefault]) {
      expect(error).toMatchObject({ code: 'UNSUPPORTED_TRANSPORT' });
      expect(error.message).toMatch(new RegExp(`"${option}".*nothing was sent.*option "http"`, 's'));
      expect((error as unknown as { config: Record<string, unknown> }).config[option]).toBeUndefined();
    }
    expect(simulator.journal.apiRequests).toEqual([]);
  });

  it.each(ways.filter(([option]) => option.endsWith('Agent')))(
    'goes the account’s way where that is the one it brings: %s',
    async (_option, config) => {
      const simulator = await simulate();
      const { http } = await startAccount({ ...simulator.options, http: config });

      expect((await http.axiosRef.get('/customers')).status).toBe(200);
      expect((await http.axiosRef.get('/customers', config)).status).toBe(200);
    },
  );

  it('may ask for no proxy at all', async () => {
    const simulator = await simulate();
    const { http } = await startAccount({ ...simulator.options, http: { proxy: false } });

    const { config } = await http.axiosRef.get('/customers', { proxy: false });

    expect((await http.axiosRef.request(config)).status).toBe(200);
  });

  it('sends a configuration again that an adapter has had in hand', async () => {
    const simulator = await simulate();
    const httpAgent = new HttpAgent();
    const { http } = await startAccount({ ...simulator.options, http: { httpAgent, proxy: false } });
    let copy: AxiosRequestConfig = {};
    await http.axiosRef.get('/customers', {
      adapter: (config) => {
        const { signal: _signal, adapter: _adapter, ...kept } = config;
        copy = kept;
        return axios.getAdapter('http')(config);
      },
    });

    expect(copy.httpAgent).toBe(httpAgent);
    expect((await http.axiosRef.request(copy)).status).toBe(200);
  });

  it('wraps a transport of the account once', async () => {
    const simulator = await simulate();
    const depths: number[] = [];
    const transport = {
      request: (...all: Parameters<typeof sendByHttp>) => {
        depths.push(new Error().stack?.match(/ObedientTransport\.request/g)?.length ?? 0);
        return sendByHttp(...all);
      },
    };
    const { http } = await startAccount({ ...simulator.options, http: { transport } });

    let { config } = await http.axiosRef.get('/customers');
    for (let turn = 0; turn < 3; turn += 1) ({ config } = await http.axiosRef.request(config));

    expect(depths).toEqual([1, 1, 1, 1, 1]);
  });
});
