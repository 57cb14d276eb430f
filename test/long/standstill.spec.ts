import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { NestFactory } from '@nestjs/core';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { AlternativePaymentsModule, MemoryTokenStore, TokenService } from 'nestjs-alternative-payments';
import { beforeAll, describe, expect, it } from 'vitest';
import { closedAfterFile } from '../support/after-file.js';
import { compilePackage } from '../support/compiled-package.js';
import { applicationScript, runInOwnProcess } from '../support/own-process.js';

let packageURL: string;

beforeAll(async () => {
  packageURL = await compilePackage();
}, 60_000);

const { simulate, whenDone } = closedAfterFile();

/** Answers come in time, but while the process stands still, and it goes on when their time is long over. */
const ANSWER_MS = 400;
const TIMEOUT_MS = 2_000;
const STANDSTILL_MS = 2_600;

/** A machine that is overloaded stands still by itself, at other moments than those that are meant here. */
const RETRIES = 2;

/** The beginning of a script in which the event loop is held once somebody says so. Timers come next then, and sockets later. */
const HOLDABLE = `
  process.stdin.unref().once('data', () => setImmediate(() => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${STANDSTILL_MS});
  }));
  for (const level of ['warn', 'error']) console[level] = (line) => console.log(line);
  const told = (line) => console.log(line);
  application.useLogger({ log() {}, warn: told, error: told });
  tokens.events$.subscribe(({ type, message }) => type === 'failed' && console.log('failed', message));
`;

const FROZEN = 'is frozen';

/** What lets a process stand still, and settles when it goes on. */
const standstills: Array<[what: string, standStill: (child: ChildProcess) => Promise<void>]> = [
  [
    FROZEN,
    async (child) => {
      child.kill('SIGSTOP');
      await wait(STANDSTILL_MS);
      child.kill('SIGCONT');
    },
  ],
  [
    'holds its event loop',
    async (child) => {
      child.stdin?.write('hold');
      await wait(STANDSTILL_MS);
    },
  ],
];

/** A server whose address is known. */
async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  whenDone(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An API whose answers take more than one reading, since they have to be decompressed. */
async function compressingApi(): Promise<{ options: object; untilCalled: Promise<unknown> }> {
  const server = createServer();
  const untilCalled = new Promise<void>((resolve) => {
    server.on('request', ({ url }, response) => {
      const isCall = url !== '/oauth/token';
      const body = isCall
        ? { id: 'cus_1' }
        : { access_token: 'a-token', token_type: 'Bearer', expires_in: 3_600 };
      if (isCall) resolve();
      setTimeout(
        () => {
          response.writeHead(isCall ? 201 : 200, {
            'Content-Type': 'application/json',
            'Content-Encoding': 'gzip',
          });
          response.end(gzipSync(JSON.stringify(body)));
        },
        isCall ? ANSWER_MS : 0,
      );
    });
  });
  const baseURL = await listen(server);
  return { options: { baseURL, clientId: 'id', clientSecret: 'a-secret' }, untilCalled };
}

/** Something that other processes ask over HTTP, with the name of a method and what it is given. The first answer takes time. */
async function remote(
  answer: (method: string, given: unknown[]) => Promise<unknown>,
): Promise<{ source: string; asked: string[]; untilAsked: Promise<unknown> }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const [method, ...given] = JSON.parse(body) as [string, ...unknown[]];
      asked.push(method);
      if (asked.length === 1) await wait(ANSWER_MS);
      response.end(JSON.stringify({ value: await answer(method, given) }));
    });
  });
  const untilAsked = once(server, 'request');
  const url = await listen(server);
  const source = `new Proxy({}, { get: (_target, method) => async (...given) => {
    const [{ request }, { json }] = await Promise.all([import('node:http'), import('node:stream/consumers')]);
    const { signal } = given[0] ?? {};
    const answer = await new Promise((resolve, reject) => {
      const asking = request('${url}', { method: 'POST', signal }, resolve).on('error', reject);
      asking.end(JSON.stringify([method, ...given]));
    });
    return (await json(answer)).value;
  } })`;
  return { source, asked, untilAsked };
}

/** Runs a script that stands still once that promise is kept, and returns what it printed. */
async function outputOf(
  script: string,
  begin: Promise<unknown>,
  standStill: (child: ChildProcess) => Promise<void>,
): Promise<string> {
  const { output } = await runInOwnProcess(script, [], (child) => {
    void begin.then(() => standStill(child));
  });
  return output;
}

const untilAsked = (simulator: Simulator, what: string): Promise<unknown> =>
  simulator.journal.waitFor(what, 1, 60_000);

// Windows cannot freeze a process.
const possible = standstills.filter(([what]) => what !== FROZEN || process.platform !== 'win32');

describe.concurrent.each(possible)(
  'a process that %s',
  { timeout: 90_000, retry: RETRIES },
  (_what, standStill) => {
    it.each([
      ['of an attempt', { http: { timeout: TIMEOUT_MS } }],
      ['of the whole call', { calls: { timeoutMs: TIMEOUT_MS } }],
    ])('takes the answer of a call that came meanwhile, when the time %s is over', async (_time, options) => {
      const api = await compressingApi();
      const script = `
      await tokens.getToken();
      const { status } = await http.axiosRef.post('/customers', {}).catch((error) => ({ status: error.code }));
      console.log(status);
      await application.close();
    `;

      const output = await outputOf(
        applicationScript(packageURL, { ...api.options, ...options }) + HOLDABLE + script,
        api.untilCalled,
        standStill,
      );

      expect(output).toBe('201\n');
    });

    it('goes on with a streamed body of which more came meanwhile', async () => {
      const server = createServer();
      const untilBegun = new Promise<void>((resolve) => {
        server.on('request', (_request, response) => {
          response.write('one');
          // The head and the first piece are read before the process stands still.
          setTimeout(resolve, ANSWER_MS);
          setTimeout(() => response.end(' two'), 2 * ANSWER_MS);
        });
      });
      const options = {
        baseURL: await listen(server),
        clientId: 'id',
        clientSecret: 'a-secret',
        warmUp: false,
        http: { timeout: TIMEOUT_MS },
      };
      const script = `
      import { text } from 'node:stream/consumers';
      const headers = { Authorization: 'Bearer of-its-own' };
      const { data } = await http.axiosRef.get('/export', { headers, responseType: 'stream' });
      console.log(await text(data).catch((error) => error.code));
      await application.close();
    `;

      const output = await outputOf(
        applicationScript(packageURL, options) + HOLDABLE + script,
        untilBegun,
        standStill,
      );

      expect(output).toBe('one two\n');
    });

    const OBTAIN = `
    console.log(await tokens.getToken().then(() => 'obtained', (error) => error.code));
    await application.close();
  `;
    const briefly = { tokenRequest: { timeoutMs: TIMEOUT_MS } };

    it('takes the token that came meanwhile', async () => {
      const simulator = await simulate();
      simulator.fault({ on: 'POST /oauth/token', delayMs: ANSWER_MS });

      const output = await outputOf(
        applicationScript(packageURL, { ...simulator.options, ...briefly }) + HOLDABLE + OBTAIN,
        untilAsked(simulator, 'POST /oauth/token'),
        standStill,
      );

      expect(output).toBe('obtained\n');
      expect(simulator.journal.tokenRequests).toHaveLength(1);
    });

    it.each([
      ['was not answered', { hang: true as const }],
      ['lost its connection', { delayMs: ANSWER_MS, reset: true as const }],
    ])('asks for a token once more if the request %s', async (_fault, fault) => {
      const simulator = await simulate();
      simulator.fault({ on: 'POST /oauth/token', times: 1, ...fault });

      const output = await outputOf(
        applicationScript(packageURL, { ...simulator.options, ...briefly }) + HOLDABLE + OBTAIN,
        untilAsked(simulator, 'POST /oauth/token'),
        standStill,
      );

      expect(output).toBe('obtained\n');
      expect(simulator.journal.tokenRequests).toHaveLength(2);
    });

    it('asks for a token no third time', async () => {
      const simulator = await simulate();
      simulator.fault({ on: 'POST /oauth/token', hang: true });

      const output = await outputOf(
        applicationScript(packageURL, { ...simulator.options, ...briefly }) + HOLDABLE + OBTAIN,
        untilAsked(simulator, 'POST /oauth/token'),
        standStill,
      );

      expect(output).toContain(`failed`);
      expect(output).toContain('TOKEN_ENDPOINT_UNAVAILABLE');
      expect(simulator.journal.tokenRequests).toHaveLength(2);
    });

    it.each([
      ['takes the API key that came meanwhile', 1, (key: object) => Promise.resolve(key)],
      [
        'reads the API key once more if it did not come',
        2,
        (key: object, isFirst: boolean) => (isFirst ? new Promise(() => undefined) : Promise.resolve(key)),
      ],
    ])('%s', async (_case, readings, answer) => {
      const simulator = await simulate();
      const { clientId, clientSecret, ...options } = simulator.options;
      const keys = await remote(() => answer({ clientId, clientSecret }, keys.asked.length === 1));

      const output = await outputOf(
        applicationScript(
          packageURL,
          // Half of it is for the key.
          { ...options, tokenRequest: { timeoutMs: 2 * TIMEOUT_MS } },
          `{ credentials: (${keys.source}).read }`,
        ) +
          HOLDABLE +
          OBTAIN,
        keys.untilAsked,
        standStill,
      );

      expect(output).toBe('obtained\n');
      expect(keys.asked).toHaveLength(readings);
    });

    it.each([
      ['takes the options of a tenant that came meanwhile', 1, () => Promise.resolve({})],
      [
        'resolves a tenant once more if nothing came',
        2,
        (isFirst: boolean) => (isFirst ? new Promise(() => undefined) : Promise.resolve({})),
      ],
    ])('%s', async (_case, readings, answer) => {
      const simulator = await simulate();
      const { clientId, clientSecret, ...options } = simulator.options;
      const directory = await remote(async () => {
        await answer(directory.asked.length === 1);
        return { clientId, clientSecret };
      });
      const tenants = `{ tenants: {
      resolveTimeoutMs: ${TIMEOUT_MS},
      resolve: (_id, { signal }) => (${directory.source}).resolve({ signal }),
    } }`;
      const script = `
      const call = async () => {
        const { httpService } = await application.get(AlternativePaymentsTenants, { strict: false }).get('one');
        return (await httpService.axiosRef.get('/customers')).status;
      };
      console.log(await call().catch((error) => error.code));
      await application.close();
    `;

      const output = await outputOf(
        applicationScript(packageURL, { ...options, warmUp: false }, tenants) + HOLDABLE + script,
        directory.untilAsked,
        standStill,
      );

      expect(output).toBe('200\n');
      expect(directory.asked).toHaveLength(readings);
    });

    it('takes the token of a store that came meanwhile', async () => {
      const simulator = await simulate();
      const store = new MemoryTokenStore();
      const shared = { encryption: 'plaintext' as const, timeoutMs: TIMEOUT_MS };
      const module = AlternativePaymentsModule.forRoot({
        ...simulator.options,
        tokenStore: { store, ...shared },
      });
      const other = await NestFactory.createApplicationContext(module, { logger: false });
      whenDone(() => other.close());
      await other.get(TokenService).getToken();
      const there = await remote((method, given) =>
        (store as unknown as Record<string, (...all: unknown[]) => Promise<unknown>>)[method]!(...given),
      );

      const output = await outputOf(
        applicationScript(
          packageURL,
          simulator.options,
          `{ tokenStore: { store: ${there.source}, ...${JSON.stringify(shared)} } }`,
        ) +
          HOLDABLE +
          OBTAIN,
        there.untilAsked,
        standStill,
      );

      expect(output).toBe('obtained\n');
      expect(simulator.journal.tokenRequests).toHaveLength(1);
    });

    it('goes on with a store whose answer came meanwhile', async () => {
      const simulator = await simulate();
      const store = new MemoryTokenStore();
      const there = await remote((method, given) =>
        (store as unknown as Record<string, (...all: unknown[]) => Promise<unknown>>)[method]!(...given),
      );

      const output = await outputOf(
        applicationScript(
          packageURL,
          simulator.options,
          `{ tokenStore: { store: ${there.source}, encryption: 'plaintext', timeoutMs: ${TIMEOUT_MS} } }`,
        ) +
          HOLDABLE +
          OBTAIN,
        there.untilAsked,
        standStill,
      );

      expect(output).toBe('obtained\n');
      // The store's own time was not over, so it has the token, too.
      expect(there.asked).toEqual(['read', 'acquireLease', 'read', 'write', 'releaseLease']);
    });

    it('believes the start that a shared budget has booked meanwhile', async () => {
      const simulator = await simulate();
      const budget = await remote(() => Promise.resolve(0));

      const output = await outputOf(
        applicationScript(
          packageURL,
          simulator.options,
          `{ pacing: { shared: { reserve: (${budget.source}).reserve, timeoutMs: ${TIMEOUT_MS} } } }`,
        ) +
          HOLDABLE +
          OBTAIN,
        budget.untilAsked,
        standStill,
      );

      // It does not say that the budget failed.
      expect(output).toBe('obtained\n');
    });
  },
);
