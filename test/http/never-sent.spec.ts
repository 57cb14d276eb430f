import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { Agent as SecureAgent, createServer as createSecureServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer,
  type LookupFunction,
  type Server,
  type Socket,
} from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import type { AxiosRequestConfig } from 'axios';
import { type AlternativePaymentsModuleOptions, isOutcomeUnknown } from 'nestjs-alternative-payments';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startAccount } from '../support/application.js';
import { AUTHORITY, type Certificate, EXPIRED, GOOD, OF_ANOTHER_HOST } from '../support/certificates.js';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { startRawServer, whole } from '../support/raw-server.js';

type Account = Awaited<ReturnType<typeof startAccount>>;

/** With an authorization of its own a request needs no token, which could not be had here. */
const OWN: AxiosRequestConfig = { headers: { Authorization: 'Bearer own' } };

async function listen(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server that does this with each connection. */
async function tcp(onConnection: (socket: Socket) => void, host?: string, port?: number): Promise<number> {
  const sockets = new Set<Socket>();
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  return listen(
    createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      onConnection(socket);
    }),
    host,
    port,
  );
}

/** An API behind TLS that carries everything out, and the requests that came to it. */
async function secureApi(
  certificate: Certificate,
): Promise<{ baseURL: string; port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createSecureServer(certificate, ({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.setHeader('Connection', 'close');
    response.statusCode = 201;
    response.end('{}');
  });
  const port = await listen(server);
  return { baseURL: `https://127.0.0.1:${port}`, port, asked };
}

/** An account that gets no token. */
function accountAt(baseURL: string, more: Partial<AlternativePaymentsModuleOptions> = {}): Promise<Account> {
  const http = { proxy: false as const, httpsAgent: new SecureAgent({ ca: AUTHORITY }), ...more.http };
  const key = { clientId: 'id', clientSecret: 'secret', warmUp: false as const, pacing: false as const };
  return startAccount({ baseURL, ...key, ...more, http });
}

function postTo({ http }: Account, config: AxiosRequestConfig = {}): Promise<Error & { code?: string }> {
  return failureOf(http.axiosRef.post('/invoices', {}, { ...OWN, ...config }));
}

/** Words for an error: its code, and what became of the request. */
const told = (error: Error): unknown[] => [(error as { code?: string }).code, isOutcomeUnknown(error)];

/** What Node's types leave out. */
interface AgentInside {
  createConnection(...parts: unknown[]): Socket;
}

/** A port of which nobody takes connections, so that not even the first packet is answered. */
async function deafPort(): Promise<{ port: number; host: string }> {
  const host = '127.0.0.2';
  const script = `
    const server = require('node:net').createServer().listen({ port: 0, host: '${host}', backlog: 1 }, () => {
      process.send(server.address().port, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    });`;
  const child: ChildProcess = spawn(process.execPath, ['--eval', script], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [port] = (await once(child, 'message')) as [number];
  const fillers = Array.from({ length: 8 }, () => connect(port, host).on('error', () => undefined));
  onTestFinished(() => {
    for (const socket of fillers) socket.destroy();
    child.kill('SIGKILL');
  });
  // What the queue takes is taken at once, and everybody else waits forever.
  await until(() => fillers.some((socket) => !socket.connecting));
  return { port, host };
}

const leadingTo =
  (...addresses: string[]): LookupFunction =>
  (_host, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );

describe('a POST that never had its connection is known not to have been carried out', () => {
  const certificates: Array<[what: string, certificate: Certificate, code: string]> = [
    ['has expired', EXPIRED, 'CERT_HAS_EXPIRED'],
    ['is of another host', OF_ANOTHER_HOST, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ];
  it.each(certificates)('where the certificate of the API %s', async (_what, certificate, code) => {
    const api = await secureApi(certificate);

    const error = await postTo(await accountAt(api.baseURL));

    expect(told(error)).toEqual([code, false]);
    expect(api.asked).toEqual([]);
  });

  const handshakes: Array<[what: string, onConnection: (socket: Socket) => void, code: string]> = [
    ['is cut', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'ECONNRESET'],
    ['is ended', (socket) => socket.once('data', () => socket.end()), 'ECONNRESET'],
    ['is answered with no TLS', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'EPROTO'],
    ['is not answered', () => undefined, 'ECONNABORTED'],
  ];
  it.each(handshakes)('where the handshake %s', async (_what, onConnection, code) => {
    const port = await tcp(onConnection);

    const error = await postTo(await accountAt(`https://127.0.0.1:${port}`), { timeout: 400 });

    expect(error.code).toBe(code);
    expect(isOutcomeUnknown(error)).toBe(false);
  });

  const endings: Array<
    [
      what: string,
      code: string,
      timeoutMs: number,
      end: (account: Account, abort: AbortController) => unknown,
    ]
  > = [
    ['the call has no time left', 'CALL_TIMED_OUT', 400, () => undefined],
    ['the caller gives up', 'ERR_CANCELED', 60_000, (_account, abort) => abort.abort()],
    ['the application closes', 'ACCOUNT_CLOSED', 60_000, ({ application }) => application.close()],
  ];
  it.each(endings)('where %s during the handshake', async (_what, code, timeoutMs, end) => {
    let connections = 0;
    const port = await tcp(() => (connections += 1));
    const account = await accountAt(`https://127.0.0.1:${port}`, { calls: { timeoutMs } });
    const abort = new AbortController();

    const posted = postTo(account, { signal: abort.signal });
    await until(() => connections === 1);
    const ended = end(account, abort);

    expect(told(await posted)).toEqual([code, false]);
    await ended;
  });

  it.each(endings)('where %s before the agent has a socket for it', async (_what, code, timeoutMs, end) => {
    const server = await startRawServer(() => undefined);
    const httpAgent = new Agent({ maxSockets: 1, keepAlive: true });
    const account = await startAccount({
      ...server.options,
      http: { httpAgent, proxy: false },
      calls: { timeoutMs },
    });
    await account.tokens.getToken();
    const abort = new AbortController();
    // Somebody else, who has it for as long as the test goes on.
    const occupant = request(`${server.options.baseURL}/first`, { agent: httpAgent });
    occupant.on('error', () => undefined).end();
    await until(() => server.asked.length === 1);

    const waiting = failureOf(account.http.axiosRef.post('/waiting', {}, { signal: abort.signal }));
    await until(() => Object.values(httpAgent.requests).flat().length === 1);
    const ended = end(account, abort);

    expect(told(await waiting)).toEqual([code, false]);
    expect(server.asked.map(({ path }) => path)).toEqual(['/first']);
    await ended;
  });

  it('where no address answers, or none is left: a time-out, a refusal, or both', async () => {
    const { port, host } = await deafPort();
    const at = (lookup: LookupFunction): Promise<Account> =>
      accountAt(`http://api.test:${port}`, { allowInsecureHttp: true, http: { lookup: lookup as never } });

    const ways = [leadingTo(host), leadingTo(host, '127.0.0.3'), leadingTo('127.0.0.3', host)];
    const errors = await Promise.all(
      ways.map(async (lookup) => postTo(await at(lookup), { timeout: 3_000 })),
    );

    // Node gives an address up for the next one, but waits for the last.
    expect(errors.map(told)).toEqual([
      ['ECONNABORTED', false],
      ['ETIMEDOUT', false],
      ['ECONNABORTED', false],
    ]);
  });

  it.each([
    ['getaddrinfo', 'ENOTFOUND'],
    ['getaddrinfo', 'EAI_AGAIN'],
    ['getaddrinfo', 'EMFILE'],
    // As resolvers other than that of the system say it.
    ['queryA', 'ESERVFAIL'],
    [undefined, 'ENODATA'],
  ])('where its name leads nowhere: %s %s', async (syscall, code) => {
    const lookup: LookupFunction = (host, _options, done) =>
      done(Object.assign(new Error(`${syscall} ${code} ${host}`), { syscall, code }), []);
    const account = await accountAt('http://api.test', {
      allowInsecureHttp: true,
      http: { lookup: lookup as never },
    });

    expect(told(await postTo(account))).toEqual([code, false]);
  });

  it('where the process has no descriptor left for a socket', async () => {
    class Exhausted extends Agent {
      createConnection(): never {
        throw Object.assign(new Error('connect EMFILE 127.0.0.1:80 - Local (undefined:undefined)'), {
          syscall: 'connect',
          code: 'EMFILE',
        });
      }
    }
    const account = await accountAt('http://127.0.0.1:9', {
      allowInsecureHttp: true,
      http: { httpAgent: new Exhausted() },
    });

    expect(told(await postTo(account))).toEqual(['EMFILE', false]);
  });

  it('where axios refuses a body that is too long', async () => {
    const server = await startRawServer((socket) => socket.write(whole('{}')));
    const { http } = await startAccount({ ...server.options, http: { maxBodyLength: 10 } });

    const error = await failureOf(http.axiosRef.post('/invoices', { text: 'x'.repeat(100) }));

    expect(error.message).toContain('maxBodyLength');
    expect(isOutcomeUnknown(error)).toBe(false);
    expect(server.asked).toEqual([]);
  });
});

describe('a proxy that does not let a POST through to an https address', () => {
  const empty = 'Content-Length: 0\r\nConnection: close\r\n\r\n';
  const refusals: Array<[what: string, onConnect: (socket: Socket) => void]> = [
    ['wants a password', (socket) => socket.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${empty}`)],
    ['forbids it', (socket) => socket.end(`HTTP/1.1 403 Forbidden\r\n${empty}`)],
    ['cannot reach the API', (socket) => socket.end(`HTTP/1.1 502 Bad Gateway\r\n${empty}`)],
    ['has no time for it', (socket) => socket.end(`HTTP/1.1 504 Gateway Timeout\r\n${empty}`)],
    [
      'leads elsewhere',
      (socket) => socket.end(`HTTP/1.1 302 Found\r\nLocation: http://login.test/\r\n${empty}`),
    ],
    ['closes the connection', (socket) => socket.end()],
    ['resets the connection', (socket) => socket.resetAndDestroy()],
    ['says nothing', () => undefined],
  ];

  it.each(refusals)('leaves it known, since nothing of it was sent: it %s', async (_what, onConnect) => {
    const api = await secureApi(GOOD);
    let heads = '';
    const port = await tcp((socket) =>
      socket.on('data', (chunk) => {
        heads += chunk.toString('latin1');
        onConnect(socket);
      }),
    );
    const account = await accountAt(api.baseURL, {
      http: { proxy: { protocol: 'http', host: '127.0.0.1', port } },
    });

    const error = await postTo(account, { timeout: 400 });

    expect(isOutcomeUnknown(error)).toBe(false);
    expect(heads).toMatch(/^CONNECT 127\.0\.0\.1:\d+ /);
    expect(heads).not.toContain('/invoices');
    expect(api.asked).toEqual([]);
  });

  it('leaves it known where an agent shows its refusal as if it were the answer', async () => {
    const port = await tcp((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 502 Bad Gateway\r\n${empty}`)),
    );
    // As agents do that leave it to others to secure what the proxy lets through.
    class Trusting extends SecureAgent {
      createConnection(): Socket {
        return connect(port, '127.0.0.1');
      }
    }
    const account = await accountAt('https://api.test', { http: { httpsAgent: new Trusting() } });

    const error = await postTo(account);

    expect(error).toMatchObject({ response: { status: 502 } });
    expect(isOutcomeUnknown(error)).toBe(false);
  });
});

describe('a POST that had its connection is unknown', () => {
  it('where a connection that was used before is lost', async () => {
    const server = await startRawServer((socket, { path }) => {
      if (path === '/first') socket.write(whole('{}'));
      else socket.resetAndDestroy();
    });
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => httpAgent.destroy());
    const { http } = await startAccount({ ...server.options, http: { httpAgent } });
    await http.axiosRef.post('/first', {});

    const error = await failureOf(http.axiosRef.post('/second', {}));

    expect(told(error)).toEqual(['ECONNRESET', true]);
    expect(server.asked).toHaveLength(2);
  });

  it('where its route is lost', async () => {
    const server = await startRawServer(() => {
      const lost = Object.assign(new Error('read EHOSTUNREACH'), { code: 'EHOSTUNREACH', syscall: 'read' });
      for (const socket of sockets) socket.destroy(lost);
    });
    const sockets: Socket[] = [];
    class Noting extends (Agent as unknown as new () => AgentInside) {
      override createConnection(...parts: unknown[]): Socket {
        const socket = super.createConnection(...parts);
        sockets.push(socket);
        return socket;
      }
    }
    const { http } = await startAccount({
      ...server.options,
      http: { httpAgent: new Noting() as unknown as Agent },
    });

    expect(told(await failureOf(http.axiosRef.post('/invoices', {})))).toEqual(['EHOSTUNREACH', true]);
  });

  it('where an agent leaves the encryption to somebody else, and there is no answer', async () => {
    const port = await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    class Trusting extends SecureAgent {
      createConnection(): Socket {
        return connect(port, '127.0.0.1');
      }
    }
    const account = await accountAt('https://api.test', { http: { httpsAgent: new Trusting() } });

    expect(told(await postTo(account))).toEqual(['ECONNRESET', true]);
  });

  it('where the place that its body is read from cannot be reached, which says nothing of the API', async () => {
    let received = '';
    const port = await tcp((socket) => socket.on('data', (chunk) => (received += chunk.toString())));
    const source = new PassThrough();
    const unreachable = Object.assign(new Error('connect ECONNREFUSED 192.0.2.1:443'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
    const account = await accountAt(`http://127.0.0.1:${port}`);

    const posted = failureOf(account.http.axiosRef.post('/upload', source, OWN));
    source.write('a part of it');
    await until(() => received.includes('a part of it'));
    source.destroy(unreachable);

    expect(isOutcomeUnknown(await posted)).toBe(true);

    const adapter = (): Promise<never> => Promise.reject(unreachable);
    const unseen = account.http.axiosRef.post('/upload', Readable.from(['a part']), { ...OWN, adapter });
    expect(isOutcomeUnknown(await failureOf(unseen))).toBe(true);
  });
});
