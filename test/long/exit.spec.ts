import { spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { closedAfterFile } from '../support/after-file.js';
import { compilePackage } from '../support/compiled-package.js';
import { applicationScript, type Exit, runInOwnProcess } from '../support/own-process.js';

const { simulate, whenDone } = closedAfterFile();

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

/**
 * Runs a script in a process of its own, with an application on the given API, and waits for it to end by itself.
 *
 * @param more source text of an object with further options, for those that are functions
 */
function runScript(options: object, script: string, more?: string): Promise<Exit> {
  return runInOwnProcess(applicationScript(packageURL, options, more) + script);
}

/** Where a connection is neither made nor refused, since the queue of those that wait to be accepted is full. */
async function hostThatAcceptsNobody(): Promise<{ port: number }> {
  const script = `
    const server = require('node:net').createServer().listen(0, '127.0.0.1', 1, () => {
      require('node:fs').writeSync(1, String(server.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ['--eval', script]);
  whenDone(() => {
    child.kill('SIGKILL');
  });
  const port = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
  for (let isFull = false; !isFull;) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    whenDone(() => {
      socket.destroy();
    });
    isFull = await new Promise((resolve) => {
      socket.once('connect', () => resolve(false));
      setTimeout(resolve, 500, true);
    });
  }
  return { port };
}

describe.concurrent('a process that does nothing else', { timeout: 90_000 }, () => {
  it('ends by itself while a token is held and its renewal is due', async () => {
    const simulator = await simulate();
    const exit = await runScript(
      simulator.options,
      `await tokens.getToken(); console.log(tokens.snapshot().state);`,
    );
    expect(exit).toEqual({ code: 0, output: 'valid\n' });
  });

  it('ends by itself after a call', async () => {
    const simulator = await simulate();
    const exit = await runScript(
      simulator.options,
      `const { status } = await http.axiosRef.get('/customers'); console.log(status);`,
    );
    expect(exit).toEqual({ code: 0, output: '200\n' });
  });

  it('ends by itself while attempts to obtain a token fail', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', status: 503 });
    const exit = await runScript(
      simulator.options,
      `await tokens.getToken().catch((error) => console.log(error.code));`,
    );
    expect(exit).toEqual({ code: 0, output: 'TOKEN_ENDPOINT_UNAVAILABLE\n' });
  });
});

describe.concurrent(
  'a process that does nothing else, and never closes its application',
  { timeout: 90_000 },
  () => {
    // A process that is kept alive until the timeout of the request is told that it failed.
    const tell = `tokens.events$.subscribe(({ type }) => console.log(type));`;

    it('ends by itself while the token endpoint is silent and nobody waits for it', async () => {
      const simulator = await simulate();
      simulator.fault({ on: 'POST /oauth/token', hang: true });

      const exit = await runScript(simulator.options, tell);

      expect(exit).toEqual({ code: 0, output: '' });
    });

    it.each([
      [
        'an agent that keeps its sockets',
        `{ http: { httpAgent: new Agent({ keepAlive: true, maxSockets: 1 }) } }`,
      ],
      ['an agent that does not', `{ http: { httpAgent: new Agent({ keepAlive: false }) } }`],
      ['a transport of the host’s own', `{ http: { transport: (await import('node:http')).default } }`],
      ['an adapter that never answers', `{ http: { adapter: () => new Promise(() => undefined) } }`],
      [
        'credentials that never come',
        `{ clientId: undefined, clientSecret: undefined, credentials: () => new Promise(() => undefined) }`,
      ],
      [
        'a token store that never answers',
        `{ tokenStore: {
          encryption: 'plaintext',
          store: new Proxy({}, { get: () => () => new Promise(() => undefined) }),
        } }`,
      ],
    ])('ends by itself likewise with %s', async (_what, more) => {
      const simulator = await simulate();
      simulator.fault({ on: 'POST /oauth/token', hang: true });

      const withAgent = more.replace('new Agent', `new (await import('node:http')).Agent`);
      const exit = await runScript(simulator.options, tell, withAgent);

      expect(exit).toEqual({ code: 0, output: '' });
    });

    it('ends by itself while the other side is silent amid the handshake of TLS', async () => {
      const silent = createServer((socket) => {
        socket.on('error', () => undefined);
      });
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      whenDone(() => {
        silent.close();
      });
      const { port } = silent.address() as AddressInfo;
      const options = { baseURL: `https://127.0.0.1:${port}`, clientId: 'id', clientSecret: 'a-secret' };

      const exit = await runScript(options, tell);

      expect(exit).toEqual({ code: 0, output: '' });
    });

    it('ends by itself while the second address of a host is silent, after the first has refused', async () => {
      const simulator = await simulate();
      simulator.fault({ on: 'POST /oauth/token', hang: true });
      const baseURL = simulator.baseURL.replace('127.0.0.1', 'localhost');

      const exit = await runScript(
        { ...simulator.options, baseURL },
        tell,
        `{ http: { lookup: (_host, _options, done) => done(null, [
          { address: '::1', family: 6 },
          { address: '127.0.0.1', family: 4 },
        ]) } }`,
      );

      expect(exit).toEqual({ code: 0, output: '' });
    });

    it('ends by itself within a moment while the connection is being made', async () => {
      const { port } = await hostThatAcceptsNobody();
      const options = { baseURL: `http://127.0.0.1:${port}`, clientId: 'id', clientSecret: 'a-secret' };

      const exit = await runScript(
        options,
        `tokens.events$.subscribe(({ message }) => console.log(/it did not answer within/.test(message)));`,
      );

      // It did not live on until the timeout of the request.
      expect(exit).toEqual({ code: 0, output: 'false\n' });
    });

    it('goes on with a connection that is being made while somebody waits for the token', async () => {
      const { port } = await hostThatAcceptsNobody();
      const options = { baseURL: `http://127.0.0.1:${port}`, clientId: 'id', clientSecret: 'a-secret' };

      const exit = await runScript(
        { ...options, tokenRequest: { timeoutMs: 1_500 } },
        `await tokens.getToken().catch(({ message }) => console.log(/it did not answer within/.test(message)));
       await application.close();`,
      );

      expect(exit).toEqual({ code: 0, output: 'true\n' });
    });

    it('ends by itself while a renewal waits for its turn within the rate budget', async () => {
      const simulator = await simulate();
      const exit = await runScript(
        { ...simulator.options, pacing: { requests: 1, perMilliseconds: 30_000 } },
        `const token = await tokens.getToken(); tokens.invalidate(token); console.log(tokens.snapshot().isRefreshing);`,
      );
      expect(exit).toEqual({ code: 0, output: 'true\n' });
    });

    it('ends by itself while a renewal in the background is not answered', async () => {
      const simulator = await simulate();
      simulator.fault({ on: 'POST /oauth/token', afterMatches: 1, hang: true });
      const exit = await runScript(
        simulator.options,
        `const token = await tokens.getToken(); tokens.invalidate(token); ${tell}
       await new Promise((resolve) => setTimeout(resolve, 100)); console.log(tokens.snapshot().isRefreshing);`,
      );
      expect(exit).toEqual({ code: 0, output: 'true\n' });
      expect(simulator.journal.tokenRequests).toHaveLength(2);
    });

    it.each([
      ['getToken()', `await tokens.getToken(); console.log('answered');`],
      ['refresh()', `await tokens.refresh(); console.log('answered');`],
      ['a call', `await http.axiosRef.get('/customers'); console.log('answered');`],
      [
        'getToken(), after others have given up',
        `const abort = new AbortController();
       const leaving = tokens.getToken({ signal: abort.signal }).catch(() => undefined);
       const staying = tokens.getToken(); abort.abort(); await leaving; await staying; console.log('answered');`,
      ],
      [
        'getToken(), after the one who was there first has his',
        `await Promise.all([tokens.getToken(), tokens.getToken()]); tokens.invalidate(await tokens.getToken());
       await tokens.getToken(); console.log('answered');`,
      ],
    ])('does not end before somebody who waits for a token has it: %s', async (_what, script) => {
      const simulator = await simulate();
      simulator.fault({ on: 'POST /oauth/token', delayMs: 500 });

      const exit = await runScript(simulator.options, script);

      expect(exit).toEqual({ code: 0, output: 'answered\n' });
    });

    it('does not end before a background call had its turn', async () => {
      const simulator = await simulate();
      const exit = await runScript(
        { ...simulator.options, pacing: { requests: 1, perMilliseconds: 500 } },
        `const { status } = await http.axiosRef.get('/customers', { alternativePayments: { priority: 'background' } });
       console.log(status);`,
      );
      expect(exit).toEqual({ code: 0, output: '200\n' });
    });

    it('does not end before a tenant is resolved', async () => {
      const exit = await runScript(
        { baseURL: 'http://127.0.0.1:9', warmUp: false },
        `await application.get(AlternativePaymentsTenants, { strict: false }).get('one')
         .catch((error) => console.log(error.code));`,
        `{ tenants: { resolveTimeoutMs: 500, resolve: () => new Promise(() => undefined) } }`,
      );
      expect(exit).toEqual({ code: 0, output: 'TENANT_NOT_RESOLVED\n' });
    });
  },
);

describe.concurrent('a failure in the background', { timeout: 90_000 }, () => {
  it.each([
    ['a reset', { reset: true as const }],
    ['a 500', { status: 500 }],
    ['a refusal', { status: 403, body: {} }],
    ['another refusal', { status: 404 }],
    ['an answer that is no token', { malformed: '<html>' }],
    ['silence', { hang: true as const }],
  ])('is no unhandled rejection: %s', async (_what, fault) => {
    const simulator = await simulate({ tokenLifetimeSeconds: 1 });
    simulator.fault({ on: 'POST /oauth/token', afterMatches: 1, ...fault });
    const exit = await runScript(
      simulator.options,
      `await tokens.getToken();
       const alive = setInterval(() => undefined, 1_000);
       await new Promise((resolve) => tokens.events$.subscribe(({ type }) => type === 'failed' && resolve()));
       clearInterval(alive);
       // What nobody handles ends the process a moment later.
       await new Promise((resolve) => setTimeout(resolve, 50));
       console.log(tokens.snapshot().failure !== undefined);
       await application.close();`,
    );
    expect(exit).toEqual({ code: 0, output: 'true\n' });
  });

  it('ends by itself once its simulator is closed, whatever deliveries are under way or due', async () => {
    const testing = new URL('testing/index.js', packageURL).href;
    const exit = await runInOwnProcess(`
      import { once } from 'node:events';
      import { createServer } from 'node:http';
      const { startSimulator } = await import(${JSON.stringify(testing)});
      const simulator = await startSimulator();
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      simulator.webhooks.subscribe('http://127.0.0.1:1/', { topics: ['invoice_paid'] });
      simulator.webhooks.subscribe('http://127.0.0.1:' + silent.address().port, { topics: ['customer_updated'] });
      console.log((await simulator.webhooks.deliver('invoice_paid')).length);
      void simulator.webhooks.deliver('customer_updated');
      await once(silent, 'request');
      await simulator.close();
      silent.close();
      console.log(simulator.webhooks.attempts.length);
    `);
    expect(exit).toEqual({ code: 0, output: '1\n1\n' });
  });
});
