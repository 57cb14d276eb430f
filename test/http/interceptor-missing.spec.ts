import axios, {
  type AxiosAdapter,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { InterceptorMissingError } from 'nestjs-alternative-payments';
import { describe, expect, it } from 'vitest';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

describe('a request that did not pass our interceptor', () => {
  const ways: Array<[what: string, act: (instance: AxiosInstance) => AxiosInstance]> = [
    [
      'interceptors.request.clear()',
      (instance) => {
        instance.interceptors.request.clear();
        return instance;
      },
    ],
    [
      'eject()',
      (instance) => {
        const last = instance.interceptors.request.use((config) => config);
        for (let id = 0; id <= last; id += 1) instance.interceptors.request.eject(id);
        return instance;
      },
    ],
    ['create()', (instance) => (instance as AxiosInstance & typeof axios).create({ timeout: 1_000 })],
  ];

  it.each(ways)('is refused with the reason and the remedy: %s', async (_what, act) => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    await http.axiosRef.get('/customers');
    const left = act(http.axiosRef);
    const before = simulator.journal.requests.length;

    for (const url of ['/customers', simulator.baseURL.replace('127.0.0.1', 'localhost')]) {
      const error = await failureOf(left.get(url));
      expect(error).toBeInstanceOf(InterceptorMissingError);
      expect(error).toMatchObject({ code: 'INTERCEPTOR_MISSING', isAxiosError: true, config: { url } });
      expect(error.message).toMatch(/nothing was sent.*clear\(\).*create\(\).*Eject your own/s);
    }
    expect(simulator.journal.requests).toHaveLength(before);
  });

  it('may still go through a function of its own', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    http.axiosRef.interceptors.request.clear();
    const adapter: AxiosAdapter = (config) =>
      Promise.resolve({
        config,
        data: String(config.headers.get('Authorization')),
        status: 200,
        statusText: '',
        headers: {},
      });

    expect((await http.axiosRef.get('/customers', { adapter })).data).toBe('undefined');
    expect(simulator.journal.apiRequests).toEqual([]);
  });
});

/** What test tools such as axios-mock-adapter do: they put themselves into the defaults and let some requests through. */
function mock(
  instance: AxiosInstance,
  replies: Record<string, Partial<AxiosResponse>>,
): { restore(): void; seen: string[] } {
  const original = instance.defaults.adapter as AxiosAdapter;
  const seen: string[] = [];
  instance.defaults.adapter = (config: InternalAxiosRequestConfig) => {
    delete config.adapter;
    seen.push(`${config.method} ${config.url}`);
    const reply = replies[config.url ?? ''];
    return reply === undefined
      ? original(config)
      : Promise.resolve({ config, data: undefined, status: 200, statusText: 'OK', headers: {}, ...reply });
  };
  return {
    seen,
    restore: () => {
      instance.defaults.adapter = original;
    },
  };
}

describe('a test tool that sets the adapter in the defaults', () => {
  it('answers, lets requests through to the network, and can be taken out again', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    const tool = mock(http.axiosRef, { '/mocked': { data: { mocked: true } } });

    expect((await http.axiosRef.get('/mocked')).data).toEqual({ mocked: true });
    expect((await http.axiosRef.get('/customers')).status).toBe(200);
    tool.restore();
    expect((await http.axiosRef.get('/customers')).status).toBe(200);

    expect(tool.seen).toEqual(['get /mocked', 'get /customers']);
    expect(simulator.journal.apiRequests.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('lets nothing through to another origin, and nothing after the request has ended', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    const original = http.axiosRef.defaults.adapter as AxiosAdapter;
    let kept: InternalAxiosRequestConfig | undefined;
    http.axiosRef.defaults.adapter = (config: InternalAxiosRequestConfig) => {
      kept = { ...config };
      return original({ ...config, url: 'http://localhost:1/customers' } as InternalAxiosRequestConfig);
    };

    await expect(http.axiosRef.get('/customers')).rejects.toMatchObject({ code: 'FOREIGN_ORIGIN' });
    await expect(original(kept as InternalAxiosRequestConfig)).rejects.toMatchObject({
      code: 'INTERCEPTOR_MISSING',
    });

    expect(simulator.journal.apiRequests).toEqual([]);
  });
});

describe('the configuration of an answer', () => {
  it('can be sent by another instance of axios', async () => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);
    const { config } = await http.axiosRef.get('/customers');

    await expect(axios.request(config)).rejects.toMatchObject({ response: { status: 401 } });
  });
});
