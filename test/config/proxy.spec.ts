import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AlternativePaymentsModule,
  type AlternativePaymentsModuleOptions,
  InvalidOptionsError,
} from 'nestjs-alternative-payments';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount, startApplication } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { startPlatform } from '../support/tenants.js';

const PASSWORD = 'pass-word-of-the-proxy';
const NO_URL = `http://user:${PASSWORD}@proxy.example:not-a-port`;
const OUTSIDE = { environment: 'demo', clientId: 'id', clientSecret: 'secret', warmUp: false } as const;
const NAMES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];

beforeEach(() => {
  for (const name of NAMES.flatMap((one) => [one, one.toLowerCase()])) vi.stubEnv(name, undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

function start(options: AlternativePaymentsModuleOptions): Promise<unknown> {
  return startApplication(AlternativePaymentsModule.forRoot(options));
}

/** A proxy that notes what it is asked for, and answers nothing else. */
async function startProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('an API on loopback', () => {
  it.each([
    ['nothing is said', undefined],
    ['there is no proxy among the options', {}],
    ['the proxy is undefined', { proxy: undefined }],
    ['the proxy is null', { proxy: null as never }],
  ])('is not reached through a proxy that the environment names where %s', async (_what, http) => {
    const [simulator, proxy] = [await simulate(), await startProxy()];
    vi.stubEnv('HTTP_PROXY', proxy.url);
    vi.stubEnv('all_proxy', proxy.url);

    const account = await startAccount({ ...simulator.options, http, warmUp: false });

    expect((await account.http.axiosRef.get('/customers')).status).toBe(200);
    expect(proxy.asked).toEqual([]);
  });

  it('is reached through a proxy that the options name', async () => {
    const [simulator, proxy] = [await simulate(), await startProxy()];
    const { hostname, port } = new URL(proxy.url);
    const { tokens } = await startAccount({
      ...simulator.options,
      http: { proxy: { protocol: 'http', host: hostname, port: Number(port) } },
      warmUp: false,
      calls: { retries: 0 },
    });
    await failureOf(tokens.getToken());
    expect(proxy.asked).toEqual([`POST ${simulator.baseURL}/oauth/token`]);
  });
});

describe('a proxy variable that is no URL', () => {
  it.each([
    ['HTTPS_PROXY', NO_URL],
    ['https_proxy', NO_URL],
    ['ALL_PROXY', NO_URL],
    ['all_proxy', NO_URL],
    ['HTTPS_PROXY', `://${PASSWORD}`],
    ['HTTPS_PROXY', `${PASSWORD} proxy.example:3128`],
    ['HTTPS_PROXY', 'http://'],
    ['ALL_PROXY', `socks5://user:${PASSWORD}@proxy.example:1080`],
  ])('fails the start with its name and without its value: %s', async (name, value) => {
    vi.stubEnv(name, value);

    const failure = (await failureOf(start(OUTSIDE))) as InvalidOptionsError;

    expect(failure).toBeInstanceOf(InvalidOptionsError);
    expect(failure.problems).toHaveLength(1);
    expect(failure.message).toContain(`The environment variable ${name} names`);
    expect(failure.message).toContain('http://proxy.example:3128');
    expect(failure.message).not.toContain(PASSWORD);
  });

  it('is HTTP_PROXY where the API is reached by http:', async () => {
    vi.stubEnv('HTTP_PROXY', NO_URL);
    await expect(start(OUTSIDE)).resolves.toBeDefined();
    const readable = {
      ...OUTSIDE,
      environment: undefined,
      baseURL: 'http://pay.internal',
      allowInsecureHttp: true,
    };
    await expect(start(readable)).rejects.toThrow('The environment variable HTTP_PROXY');
  });

  it('does not open the account of a tenant, and is not shown either', async () => {
    const simulator = await simulate();
    vi.stubEnv('HTTPS_PROXY', NO_URL);
    const { tenants } = await startPlatform(
      { resolve: () => OUTSIDE },
      { ...simulator.options, environment: undefined },
    );
    const failure = await failureOf(tenants.get('partner-42'));
    expect(failure).toMatchObject({ code: 'TENANT_NOT_RESOLVED' });
    expect(failure.message).toContain('The environment variable HTTPS_PROXY');
    expect(failure.message).not.toContain(PASSWORD);
  });

  it.each<[string, Record<string, string>, AlternativePaymentsModuleOptions?]>([
    ['the API is on this machine', {}, { environment: undefined, baseURL: 'https://localhost:4010' }],
    ['there is to be no proxy', {}, { http: { proxy: false } }],
    ['the options name the proxy', {}, { http: { proxy: { host: 'proxy.example', port: 3128 } } }],
    ['an adapter carries the requests', {}, { http: { adapter: () => Promise.reject(new Error('no')) } }],
    ['NO_PROXY covers everything', { NO_PROXY: '*' }],
    ['NO_PROXY covers the host', { no_proxy: 'localhost, public-api.demo.alternativepayments.io' }],
    ['NO_PROXY covers the domain', { NO_PROXY: '.alternativepayments.io' }],
    ['NO_PROXY covers it with a star', { NO_PROXY: '*.alternativepayments.io' }],
    ['NO_PROXY covers the port', { NO_PROXY: 'public-api.demo.alternativepayments.io:443' }],
    ['another variable goes before it', { https_proxy: 'http://proxy.example:3128' }],
    ['it is empty', { HTTPS_PROXY: '' }],
  ])('does not matter where %s', async (_what, variables, change) => {
    vi.stubEnv('HTTPS_PROXY', NO_URL);
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await expect(start({ ...OUTSIDE, ...change })).resolves.toBeDefined();
  });

  it.each([
    ['another host', 'other.example'],
    ['another port', 'public-api.demo.alternativepayments.io:8443'],
    ['a host of which this is a part', 'api.public-api.demo.alternativepayments.io'],
  ])('matters where NO_PROXY covers %s', async (_what, noProxy) => {
    vi.stubEnv('HTTPS_PROXY', NO_URL);
    vi.stubEnv('NO_PROXY', noProxy);
    await expect(start(OUTSIDE)).rejects.toThrow('The environment variable HTTPS_PROXY');
  });

  it.each([
    'proxy.example:3128',
    'http://proxy.example:3128',
    'HTTPS://proxy.example',
    'proxy.example',
    ' http://proxy.example:3128\n',
  ])('is not this one, which axios takes: %s', async (value) => {
    vi.stubEnv('HTTPS_PROXY', value);
    await expect(start(OUTSIDE)).resolves.toBeDefined();
  });
});
