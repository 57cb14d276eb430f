import { Agent } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { formsOf, formsOfCredentials, found, printsOf } from '../support/secret-scan.js';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';

const PASSWORD = 'pass-w0rd-of-the-proxy';
const AUTH = { username: 'user-of-the-proxy', password: PASSWORD };

describe('a print of the HttpService', () => {
  it('shows neither token nor secret nor password while something is under way, however deep', async () => {
    const simulator = await simulate();
    const httpAgent = new Agent({ keepAlive: true });
    onTestFinished(() => httpAgent.destroy());
    const { http, tokens } = await startAccount({ ...simulator.options, http: { httpAgent } });
    const token = await tokens.getToken();
    simulator.fault({ on: 'api', hang: true });
    simulator.fault({ on: 'POST /oauth/token', hang: true });
    const call = failureOf(http.axiosRef.get('/customers', { timeout: 2_000 }));
    const refresh = failureOf(tokens.refresh());
    await simulator.journal.waitFor('GET /customers');
    await simulator.journal.waitFor((entry) => entry.path === '/oauth/token' && entry.outcome === 'hanging');

    const { clientId, clientSecret } = simulator.options;
    const forms = [...formsOf(token), ...formsOfCredentials(clientId, clientSecret)];
    const prints = [http, http.axiosRef, http.axiosRef.defaults, http.axiosRef.interceptors].flatMap(
      (value) => [
        inspect(value, { depth: Infinity, showHidden: true }),
        inspect(value, { depth: Infinity, showHidden: true, customInspect: false }),
      ],
    );
    for (const print of prints) for (const form of forms) expect(print).not.toContain(form);
    expect(http.axiosRef.defaults).not.toHaveProperty('httpAgent');
    await simulator.close();
    await Promise.all([call, refresh]);
  });
});

/** A proxy that notes who comes, and refuses everybody or speaks no HTTP. */
async function startProxy(answer: string): Promise<{ host: string; port: number; heads: string[] }> {
  const heads: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heads.push(chunk.toString('latin1'));
      socket.end(answer);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port, heads };
}

describe('the password of a proxy', () => {
  const answers = {
    'an answer': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}',
    'an error of the proxy': 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n',
    'a lost connection': '',
  };

  it.each(Object.entries(answers))(
    'reaches the proxy, and is not in what comes back: %s',
    async (_what, answer) => {
      const simulator = await simulate();
      const { http, tokens } = await startAccount({
        ...simulator.options,
        http: { proxy: false },
        calls: { retries: 0 },
      });
      const token = await tokens.getToken();
      const proxy = await startProxy(answer);
      const { http: proxied } = await startAccount({
        ...simulator.options,
        http: { proxy: { host: proxy.host, port: proxy.port, auth: AUTH } },
        credentials: undefined,
        warmUp: false,
        calls: { retries: 0 },
      });
      const Authorization = `Bearer ${token}`;

      const outcome: unknown = await proxied.axiosRef
        .get('/customers', { headers: { Authorization } })
        .catch((error: unknown) => error);
      const posted: unknown = await proxied.axiosRef
        .post('/customers', {}, { headers: { Authorization } })
        .catch((error: unknown) => error);

      expect(proxy.heads[0]).toContain(
        `Proxy-Authorization: Basic ${Buffer.from(`${AUTH.username}:${PASSWORD}`).toString('base64')}`,
      );
      const forms = formsOfCredentials(AUTH.username, PASSWORD);
      for (const one of [outcome, posted]) expect(found(forms, printsOf(one))).toEqual([]);
      const everything = inspect(proxied, { depth: Infinity, showHidden: true, customInspect: false });
      expect(found(forms, everything)).toEqual([]);
      expect((outcome as { config: { proxy?: unknown } }).config.proxy).toBeUndefined();
      expect(http.axiosRef.defaults.proxy).toBeUndefined();
    },
  );

  it('is not in the error where a variable names a proxy that is no URL', async () => {
    const { http } = await startAccount({
      baseURL: 'https://api.example',
      clientId: 'id',
      clientSecret: 'secret',
      warmUp: false,
    });
    // It is set while the application runs, since the start refuses it.
    for (const name of ['https_proxy', 'HTTPS_PROXY'])
      vi.stubEnv(name, `http://me:${PASSWORD}@proxy.example:port`);
    for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });

    const error = await failureOf(
      http.axiosRef.get('/customers', { headers: { Authorization: 'Bearer mine' } }),
    );

    expect(error).toBeInstanceOf(Error);
    expect(found(formsOf(PASSWORD), printsOf(error))).toEqual([]);
  });
});
