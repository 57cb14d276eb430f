import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AxiosAdapter, AxiosRequestConfig } from 'axios';
import followRedirects from 'follow-redirects';
import { ForeignOriginError, RedirectRefusedError } from 'nestjs-alternative-payments';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startAccount } from '../support/application.js';
import { simulate } from '../support/simulator.js';

/** Somebody else's server, which notes whatever reaches it. */
async function startStranger(): Promise<{ host: string; received: string[] }> {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end('{"access_token":"stolen","token_type":"bearer","expires_in":3600}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

describe('nothing reaches another origin', () => {
  type Lure = (strangerHost: string, ownHost: string) => AxiosRequestConfig;
  const lures: Array<[what: string, lure: Lure]> = [
    ['an absolute URL', (host) => ({ url: `http://${host}/customers` })],
    ['an absolute URL in capitals', (host) => ({ url: `HTTP://${host}/customers` })],
    ['a URL without scheme', (host) => ({ url: `//${host}/customers` })],
    ['another port', (_, own) => ({ url: `http://${own.split(':')[0]}:1/customers` })],
    ['another scheme', (_, own) => ({ url: `https://${own}/customers` })],
    [
      'another name of the same host',
      (_, own) => ({ url: `http://localhost:${own.split(':')[1]}/customers` }),
    ],
    ['a user that looks like our host', (host, own) => ({ url: `http://${own}@${host}/customers` })],
    ['a user on our own host', (_, own) => ({ url: `http://me:mine@${own}/customers` })],
    ['a base URL of the request', (host) => ({ url: '/customers', baseURL: `http://${host}` })],
    [
      'a base URL of the request that begins like ours',
      (host, own) => ({ url: '/x', baseURL: `http://${own}@${host}` }),
    ],
    [
      'a base URL of the request together with our own URL',
      (host, own) => ({ url: `http://${own}/x`, baseURL: `http://${host}` }),
    ],
    ['white space before the URL and no base URL', (host) => ({ url: ` http://${host}/x`, baseURL: '' })],
    ['a tab in the scheme and no base URL', (host) => ({ url: `ht\tp://${host}/x`, baseURL: '' })],
    ['a single slash and no base URL', (host) => ({ url: `http:/${host}/x`, baseURL: '' })],
    ['backslashes and no base URL', (host) => ({ url: `\\\\${host}\\x`, baseURL: '' })],
    ['white space before the URL', (host) => ({ url: ` http://${host}/x` })],
    ['a tab before the URL', (host) => ({ url: `\thttp://${host}/x` })],
    ['a tab between slashes', (host) => ({ url: `/\t/${host}/x` })],
    ['a line break in the scheme', (host) => ({ url: `ht\ntp://${host}/x` })],
    ['a NUL before the URL', (host) => ({ url: `\0http://${host}/x` })],
    ['a slash and a backslash', (host) => ({ url: `/\\${host}/x` })],
    ['two backslashes', (host) => ({ url: `\\\\${host}/x` })],
    ['a scheme and backslashes', (host) => ({ url: `http:\\\\${host}/x` })],
    ['a scheme without slashes', (host) => ({ url: `http:${host}/x` })],
    ['another scheme without slashes', (host) => ({ url: `https:${host}/x` })],
    ['a scheme that is none of the web', () => ({ url: 'data:application/json,{}' })],
    ['an address that cannot be read', () => ({ url: 'http://[' })],
    ['a file', () => ({ url: 'file:///etc/passwd' })],
  ];

  it.each(lures)('by %s', async (_what, lure) => {
    const simulator = await simulate();
    const stranger = await startStranger();
    const { http } = await startAccount(simulator.options);
    const config = lure(stranger.host, new URL(simulator.baseURL).host);

    for (const more of [{}, { headers: { Authorization: 'Bearer mine' } }, { allowAbsoluteUrls: false }]) {
      const error: unknown = await http.axiosRef
        .request({ ...config, ...more })
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ForeignOriginError);
      expect((error as Error).message).toContain('nothing was sent');
      expect((error as Error).message).not.toContain('mine@');
    }

    expect(stranger.received).toEqual([]);
    expect(simulator.journal.apiRequests).toEqual([]);
  });

  it.each(['@', ':secret@', 'customers@', ' @', 'x:y@'])(
    'by an adapter that puts base URL and path together: %j',
    async (lead) => {
      const simulator = await simulate();
      const stranger = await startStranger();
      const { http } = await startAccount(simulator.options);
      const adapter: AxiosAdapter = async (config) => {
        const address = new URL(`${config.baseURL}${config.url}`);
        const { status } = await fetch(`${address.origin}${address.pathname}`, {
          headers: config.headers.toJSON() as Record<string, string>,
        });
        return { status, statusText: '', headers: {}, config, data: '' };
      };

      const error: unknown = await http.axiosRef
        .get(`${lead}${stranger.host}/x`, { adapter })
        .catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(ForeignOriginError);
      expect(stranger.received).toEqual([]);
    },
  );

  it.each([
    ['a path with an at sign', '/@evil.example/customers'],
    ['a path with white space', '/ evil.example/customers'],
    ['a path that looks like a URL', 'https%3A//evil.example/customers'],
  ])('%s stays on ours', async (_what, url) => {
    const simulator = await simulate();
    const { http } = await startAccount(simulator.options);

    await firstValueFrom(http.get(url)).catch(() => undefined);

    expect(simulator.journal.apiRequests).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])(
    'by a redirect (%d) of the API, whatever the request allows',
    async (status) => {
      const simulator = await simulate();
      const stranger = await startStranger();
      simulator.fault({ on: 'api', redirect: `http://${stranger.host}/customers?token=1`, status });
      const { http } = await startAccount(simulator.options);

      const configs: AxiosRequestConfig[] = [
        {},
        { maxRedirects: 5 },
        { beforeRedirect: () => undefined },
        { validateStatus: () => true },
        { headers: { Authorization: 'Bearer mine' } },
      ];
      for (const config of configs) {
        const error: unknown = await firstValueFrom(http.post('/customers', {}, config)).catch(
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(RedirectRefusedError);
        expect(error).toMatchObject({
          status,
          location: `http://${stranger.host}`,
          request: 'POST /customers',
        });
      }

      expect(stranger.received).toEqual([]);
      expect(simulator.journal.apiRequests).toHaveLength(configs.length);
    },
  );

  it('by a transport of the account that follows redirects by itself', async () => {
    const simulator = await simulate();
    const stranger = await startStranger();
    const { http, tokens } = await startAccount({
      ...simulator.options,
      http: { transport: followRedirects.http },
    });
    await tokens.getToken();
    simulator.fault({ on: 'api', redirect: `http://${stranger.host}/customers` });

    await expect(http.axiosRef.post('/customers', {})).rejects.toBeInstanceOf(Error);

    expect(stranger.received).toEqual([]);
    expect(simulator.journal.apiRequests).toHaveLength(1);
  });

  it('by such a transport, not even the token request', async () => {
    const simulator = await simulate();
    const stranger = await startStranger();
    simulator.fault({
      on: 'POST /oauth/token',
      redirect: `http://${stranger.host}/oauth/token`,
      status: 307,
    });
    const http = { transport: followRedirects.http };
    const { tokens } = await startAccount({ ...simulator.options, http, warmUp: false });

    await expect(tokens.getToken()).rejects.toMatchObject({ name: expect.stringMatching(/^TokenEndpoint/) });

    expect(stranger.received).toEqual([]);
  });

  it('and a redirect to nowhere is named as such', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', status: 302, body: '' });
    const { http } = await startAccount(simulator.options);

    await expect(firstValueFrom(http.get('/customers?secret=1'))).rejects.toMatchObject({
      status: 302,
      location: undefined,
      request: 'GET /customers',
    });
  });

  it.each([302, 307, 308])('by a redirect (%d) of the token endpoint', async (status) => {
    const simulator = await simulate();
    const stranger = await startStranger();
    simulator.fault({ on: 'POST /oauth/token', redirect: `http://${stranger.host}/oauth/token`, status });
    const { http } = await startAccount({ ...simulator.options, warmUp: false });

    await expect(firstValueFrom(http.get('/customers'))).rejects.toMatchObject({
      code: 'TOKEN_ENDPOINT_MISCONFIGURED',
      status,
      message: expect.stringContaining(
        `${simulator.baseURL} (account "default") cannot be used: it answered ${status}`,
      ),
    });
    expect(stranger.received).toEqual([]);
  });

  it('through a proxy that the environment names, where the API is on this machine', async () => {
    const simulator = await simulate();
    const stranger = await startStranger();
    vi.stubEnv('HTTP_PROXY', `http://${stranger.host}`);
    vi.stubEnv('http_proxy', `http://${stranger.host}`);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { http } = await startAccount(simulator.options);

    expect((await firstValueFrom(http.get('/customers'))).status).toBe(200);
    expect(stranger.received).toEqual([]);
  });

  it('and 304 Not Modified is no redirect', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'api', status: 304 });
    const { http } = await startAccount(simulator.options);

    const answer = await firstValueFrom(
      http.get('/customers', { validateStatus: (status) => status === 304 }),
    );

    expect(answer.status).toBe(304);
  });
});
