import { Agent } from 'node:http';
import { ConsoleLogger, Logger, type LoggerService, type LogLevel } from '@nestjs/common';
import type { AlternativePaymentsModuleOptions, TenantOptions } from 'nestjs-alternative-payments';
import { afterEach, describe, expect, it } from 'vitest';
import { formsOf } from '../support/secret-scan.js';
import { startAccount } from '../support/application.js';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/fake-time.js';
import { startRawServer, whole } from '../support/raw-server.js';
import { simulate } from '../support/simulator.js';
import { startPlatform } from '../support/tenants.js';

afterEach(() => Logger.overrideLogger(undefined as never));

type Started = Awaited<ReturnType<typeof startAccount>>;

/** Starts an account, and from then on notes what it tells at the level verbose. */
async function listenTo(options: AlternativePaymentsModuleOptions): Promise<Started & { lines: string[] }> {
  const account = await startAccount(options);
  return { ...account, lines: verboseLines() };
}

/** What is told at the level verbose from here on. */
function verboseLines(): string[] {
  const lines: string[] = [];
  const ignore = (): void => undefined;
  Logger.overrideLogger({
    log: ignore,
    warn: ignore,
    error: ignore,
    verbose: (message: string, context: string) => lines.push(`[${context}] ${message}`),
  } as LoggerService);
  return lines;
}

/** A line with every number of milliseconds left out. */
const timeless = (line = ''): string =>
  line.replace(/after \d+ ms/, 'after T ms').replace(/(account|token|slot|pause) [1-9]\d*/g, '$1 T');

describe('the line of a call at the level verbose', () => {
  it('says what became of it, what it waited for, and how often it was sent', async () => {
    const simulator = await simulate({ seed: true });
    const { http, tokens, lines } = await listenTo(simulator.options);
    await tokens.getToken();

    await http.axiosRef.get('/customers?status=the-status#part', { params: { search: 'the-search' } });
    simulator.fault({ on: 'api', times: 1, status: 429 });
    await failureOf(http.axiosRef.post('/customers', { name: 'the-name' }));

    expect(lines.map(timeless)).toEqual([
      '[AlternativePayments:default] GET /customers: 200 after T ms (token 0, slot 0, pause 0), 1 attempt, outcome known',
      expect.stringMatching(
        /^\[AlternativePayments:default\] POST \/customers: \d{3} after T ms \(token 0, slot 0, pause T\), 2 attempts, outcome known$/,
      ),
    ]);
    for (const secret of ['the-status', 'the-search', 'the-name', ...formsOf(await tokens.getToken())])
      expect(lines.join()).not.toContain(secret);
  });

  it('says for how long it waited for a token and for its turn', async () => {
    const simulator = await simulate({ seed: true });
    const { http, lines } = await listenTo({
      ...simulator.options,
      warmUp: false,
      pacing: { requests: 2, perMilliseconds: 300 },
    });

    await Promise.all(['/customers', '/invoices'].map((path) => http.axiosRef.get(path)));

    // The token call took one start, and the first call the other.
    expect(lines.map(timeless)).toEqual([
      '[AlternativePayments:default] GET /customers: 200 after T ms (token T, slot 0, pause 0), 1 attempt, outcome known',
      '[AlternativePayments:default] GET /invoices: 200 after T ms (token T, slot T, pause 0), 1 attempt, outcome known',
    ]);
  });

  it('says for how long it waited where its time ran out meanwhile', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'POST /oauth/token', hang: true });
    const { http, lines } = await listenTo({
      ...simulator.options,
      warmUp: false,
      calls: { timeoutMs: 50 },
    });

    await failureOf(http.axiosRef.post('/invoices', {}));

    expect(lines.map(timeless)).toEqual([
      '[AlternativePayments:default] POST /invoices: CALL_TIMED_OUT after T ms (token T, slot 0, pause 0), 0 attempts, outcome known',
    ]);
  });

  it('says the code of an error, and that the outcome is unknown', async () => {
    const server = await startRawServer((socket) => socket.resetAndDestroy());
    const { http, tokens, lines } = await listenTo(server.options);
    await tokens.getToken();

    await failureOf(http.axiosRef.post('/invoices', {}));
    await failureOf(http.axiosRef.post('https://elsewhere.test/invoices', {}));
    await failureOf(
      http.axiosRef.post(
        '/x',
        {},
        { adapter: () => Promise.reject(Object.assign(new Error('x'), { code: 'any thing' })) },
      ),
    );

    expect(lines.map(timeless)).toEqual([
      '[AlternativePayments:default] POST /invoices: ECONNRESET after T ms (token 0, slot 0, pause 0), 1 attempt, outcome unknown',
      '[AlternativePayments:default] POST /invoices: FOREIGN_ORIGIN after T ms (token 0, slot 0, pause 0), 0 attempts, outcome known',
      '[AlternativePayments:default] POST /x: an error after T ms (token 0, slot 0, pause 0), 1 attempt, outcome unknown',
    ]);
  });

  it('comes once for a call that was given up while it waited for a socket', async () => {
    const server = await startRawServer((socket, { path }) => {
      if (path === '/second') socket.write(whole('{}'));
    });
    const httpAgent = new Agent({ maxSockets: 1, keepAlive: true });
    const { http, tokens, lines } = await listenTo({ ...server.options, http: { httpAgent } });
    await tokens.getToken();
    const abort = new AbortController();
    const { signal } = abort;

    const posted = ['/first', '/second'].map((path) => failureOf(http.axiosRef.post(path, {}, { signal })));
    await until(() => server.asked.length === 1);
    abort.abort();
    await Promise.all(posted);

    expect(lines.map(timeless).sort()).toEqual([
      '[AlternativePayments:default] POST /first: ERR_CANCELED after T ms (token 0, slot 0, pause 0), 1 attempt, outcome unknown',
      '[AlternativePayments:default] POST /second: ERR_CANCELED after T ms (token 0, slot 0, pause 0), 1 attempt, outcome known',
    ]);
  });

  it('says for how long a call of a tenant waited for its account', async () => {
    const simulator = await simulate();
    const { tenants } = await startPlatform({
      resolve: () => new Promise((resolve) => setTimeout(() => resolve(simulator.options), 20)),
    });
    const { httpService } = await tenants.get('one');
    await tenants.close('one');
    const lines = verboseLines();

    await httpService.axiosRef.get('/customers');

    expect(lines.map(timeless)).toEqual([
      expect.stringMatching(
        /one\] GET \/customers: 200 after T ms \(account T, token T, slot 0, pause 0\), 1 attempt,/,
      ),
    ]);
  });

  it('comes for a call of a tenant whose account cannot be opened', async () => {
    const simulator = await simulate();
    let row: TenantOptions | undefined = simulator.options;
    const { tenants } = await startPlatform({
      resolve: () => new Promise((resolve) => setTimeout(() => resolve(row), 20)),
    });
    const { httpService } = await tenants.get('one');
    await tenants.close('one');
    row = undefined;
    const lines = verboseLines();

    await failureOf(httpService.axiosRef.post('/customers', {}));

    expect(lines.map(timeless)).toEqual([
      expect.stringMatching(
        /one\] POST \/customers: TENANT_NOT_FOUND after T ms \(account T, token 0, slot 0, pause 0\), 0 attempts, outcome known$/,
      ),
    ]);
  });

  const levels: Array<[levels: LogLevel[], lines: number]> = [
    [['log', 'warn', 'error'], 0],
    [['verbose'], 1],
  ];
  it.each(levels)('is put together only where somebody listens: %j', async (logLevels, count) => {
    const simulator = await simulate({ seed: true });
    const { http } = await startAccount(simulator.options);
    const lines: unknown[] = [];
    class Console extends ConsoleLogger {
      override verbose(message: unknown): void {
        lines.push(message);
      }
    }
    Logger.overrideLogger(new Console('', { logLevels }));

    await http.axiosRef.get('/customers');

    expect(lines).toHaveLength(count);
  });

  it('disturbs no call where logging is off, or the logger knows no such level', async () => {
    const simulator = await simulate({ seed: true });
    const { http } = await startAccount(simulator.options);
    const ignore = (): void => undefined;

    for (const logger of [false, { log: ignore, warn: ignore, error: ignore }] as const) {
      Logger.overrideLogger(logger);
      expect((await http.axiosRef.get('/customers')).status).toBe(200);
    }
  });
});
