import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WORDS } from '../../lib/command/check/documented.js';
import { runCommand } from '../../lib/command/command.js';
import { textOf } from '../../scripts/snippets.mjs';
import { compiledFile } from '../support/compiled-package.js';
import { simulate } from '../support/simulator.js';
import { type Changed, furnishedSimulator, startProxy, valuesIn } from './check-scenery.js';

interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const run = async (...argv: string[]): Promise<Run> => {
  const written = { stdout: '', stderr: '' };
  const { exitCode } = await runCommand(['check', ...argv], {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  });
  return { ...written, exitCode };
};

/** The variables of an account at this address. Pacing is off, because a simulator without a rate limit needs none. */
const variablesFor = (
  { options }: Pick<Simulator, 'options'>,
  baseURL = options.baseURL,
): Record<string, string> => ({
  ALTERNATIVE_PAYMENTS_BASE_URL: String(baseURL),
  ALTERNATIVE_PAYMENTS_CLIENT_ID: options.clientId,
  ALTERNATIVE_PAYMENTS_CLIENT_SECRET: options.clientSecret,
  ALTERNATIVE_PAYMENTS_PACING: 'false',
});

const given = (variables: Record<string, string>): void => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

const rowsThat = (verdict: string, { stdout }: Run): string[] =>
  stdout
    .split('\n')
    .filter((line) => line.endsWith(`  ${verdict}`))
    .map((line) => line.replace(/ {2}.*/, ''));

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'check-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
};

afterEach(() => {
  vi.unstubAllEnvs();
  // The command silences the log of its process.
  Logger.overrideLogger(undefined as never);
});

describe('nestjs-alternative-payments check', () => {
  it('finds that the simulator agrees, with GET requests alone, and prints none of its values', async () => {
    const simulator = await furnishedSimulator();
    given(variablesFor(simulator));
    const file = join(folder(), 'shapes.json');

    const result = await run('--save', file);

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(textOf('docs/checking-the-service.md')).toContain(result.stdout);
    expect(rowsThat('differs', result)).toEqual([]);
    expect(rowsThat('agrees', result).length).toBeGreaterThan(45);
    expect(rowsThat('not seen', result)).toEqual([
      'errors: fields',
      'headers: rate limit',
      'headers: id of the request',
      '429: Retry-After',
      '/payments: fees',
      '/payments: fees.amount',
      '/payments: words of fees.type',
      '/payouts: fees',
      '/payouts: fees.amount',
      '/payouts: words of fees.type',
    ]);

    const { apiRequests, tokenRequests } = simulator.journal;
    expect(new Set(apiRequests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(apiRequests.length).toBeLessThanOrEqual(20);
    expect(tokenRequests).toHaveLength(1);
    const token = String(apiRequests[0]?.token);

    const vocabulary = Object.values<readonly string[]>(WORDS).flat();
    const secrets = [
      token,
      'Xq-71-secret',
      'key-of-a-partner',
      'whsec-Vbn83',
      simulator.baseURL,
      '127.0.0.1',
    ];
    const values = [...(await valuesIn(simulator)), ...secrets].filter(
      (value) => !vocabulary.includes(value),
    );
    expect(values.length).toBeGreaterThan(60);
    const saved = readFileSync(file, 'utf8');
    expect(values.filter((value) => result.stdout.includes(value))).toEqual([]);
    expect(values.filter((value) => saved.includes(value))).toEqual([]);
    expect(leavesOf(JSON.parse(saved))).toEqual(new Set([200, 404, 'text', ...TYPES, ...headersOf(saved)]));
  });

  it('finds exactly the facts that another server has changed', async () => {
    const simulator = await furnishedSimulator();
    const json = (answer: Changed, edit: (body: Record<string, unknown>) => object): Changed => ({
      ...answer,
      body: JSON.stringify(edit(JSON.parse(answer.body) as Record<string, unknown>)),
    });
    const editAll = (answer: Changed, edit: (record: Record<string, unknown>) => object): Changed =>
      json(answer, (page) => ({ ...page, data: (page['data'] as Record<string, unknown>[]).map(edit) }));
    const baseURL = await startProxy(simulator, (path, answer) => {
      if (path === '/oauth/token') return json(answer, (body) => ({ ...body, expires_in: 7200 }));
      if (answer.status === 404) return { ...answer, body: '{"code":"not_found"}' };
      if (path === '/invoices') return editAll(answer, (one) => ({ ...one, total: String(one['total']) }));
      if (path === '/payments') return editAll(answer, (one) => ({ ...one, status: 'settled' }));
      if (path !== '/payouts') return answer;
      return json(answer, ({ data, ...pagination }) => ({ data, pagination }));
    });
    given(variablesFor(simulator, baseURL));

    const result = await run();

    expect(result.exitCode).toBe(1);
    expect(rowsThat('differs', result)).toEqual([
      'token: expires_in',
      'an unknown route',
      '/invoices: total',
      '/payments: words of status',
      '/payouts: page',
    ]);
    expect(result.stdout).toMatch(/^token: expires_in +3600 +7200 +differs$/m);
    expect(result.stdout).toMatch(/^\/invoices: total +a number +a string +differs$/m);
    expect(result.stdout).toMatch(/ settled +differs$/m);
    expect(result.stdout).toMatch(/ 5 differ, /);
  });

  it('sends no more than 20 requests where the API refuses some as too many', async () => {
    const simulator = await furnishedSimulator();
    given(variablesFor(simulator));
    for (const on of ['GET /webhooks', 'GET /webhooks/events', 'GET /customers/{id}/users'])
      simulator.fault({ on, status: 429, headers: { 'Retry-After': '0' } });

    const result = await run();

    expect(simulator.journal.apiRequests).toHaveLength(20);
    expect(result.stdout).toMatch(/^429: Retry-After +not documented +sent +agrees$/m);
    expect(result.stdout).toMatch(/ no answer +not seen$/m);
    expect(result.exitCode).toBe(0);
  });

  it('says which operations the key has no scope for', async () => {
    const simulator = await furnishedSimulator();
    given(variablesFor(simulator));
    const refusal = { code: 'forbidden', message: 'no', validation_errors: {} };
    simulator.fault({ on: 'GET /payouts', status: 403, body: refusal });

    const result = await run();

    expect(result.exitCode).toBe(0);
    expect(result.stdout).toMatch(/^\/payouts: status +200, or 403 without payouts:read +403 +agrees$/m);
    expect(rowsThat('not seen', result)).toContain('/payouts/{id}/transactions: status');
    expect(rowsThat('agrees', result)).toContain('errors: fields');
  });

  it('asks as a named account, with variables from a file', async () => {
    const simulator = await simulate();
    const file = join(folder(), '.env');
    const lines = Object.entries(variablesFor(simulator)).map(([name, value]) => `${name}=${value}`);
    writeFileSync(file, lines.join('\n').replaceAll('ALTERNATIVE_PAYMENTS_', 'ALTERNATIVE_PAYMENTS_EU_1_'));

    const result = await run('--account', 'eu-1', '--env-file', file);

    expect(result.stderr).toBe('');
    expect(simulator.journal.tokenRequests).toHaveLength(1);
    expect(rowsThat('not seen', result)).toContain('/invoices: fields');
    expect(process.env).not.toHaveProperty('ALTERNATIVE_PAYMENTS_EU_1_CLIENT_ID');
  });

  it('works as a process of its own', async () => {
    const simulator = await furnishedSimulator();
    const main = await compiledFile('lib/command/main.ts');

    const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
      const env = { ...process.env, ...variablesFor(simulator) };
      execFile(process.execPath, [main, 'check'], { env }, (error, out, err) =>
        error ? reject(error) : resolve({ stdout: out, stderr: err }),
      );
    });

    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\d+ agree, 0 differ, 10 were not seen\.$/m);
  });

  describe('ends with exit code 2 and the way out', () => {
    it('where variables are missing', async () => {
      for (const name of ['ENVIRONMENT', 'BASE_URL', 'CLIENT_ID', 'CLIENT_SECRET'])
        vi.stubEnv(`ALTERNATIVE_PAYMENTS_${name}`, '');

      const result = await run();

      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      for (const part of ['ALTERNATIVE_PAYMENTS_ENVIRONMENT', '_CLIENT_ID', '_CLIENT_SECRET', '--env-file'])
        expect(result.stderr).toContain(part);
    });

    it('where the credentials are wrong', async () => {
      const simulator = await simulate();
      given({ ...variablesFor(simulator), ALTERNATIVE_PAYMENTS_CLIENT_SECRET: 'another-secret' });

      const result = await run();

      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('Check that id and secret are those of one API key');
      expect(result.stderr).not.toContain('another-secret');
      expect(simulator.journal.apiRequests).toEqual([]);
    });

    it('where there is no connection', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      await new Promise((resolve) => {
        server.close(resolve);
      });
      given(variablesFor({ options: KEY }, `http://127.0.0.1:${port}`));

      const result = await run();

      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toMatch(/ECONNREFUSED.*check the network/);
    });

    it.each([{ reset: true }, { status: 503 }] as const)(
      'where the API answers nothing: %j',
      async (fault) => {
        const simulator = await simulate();
        given(variablesFor(simulator));
        simulator.fault({ on: 'api', ...fault });

        const result = await run();

        expect(result).toMatchObject({ exitCode: 2, stdout: '' });
        expect(result.stderr).toContain('Check the network, the proxy and the address');
      },
    );

    it.each([['--prod'], ['everything'], ['--account'], ['--production=yes']])(
      'for %j, with its usage',
      async (argument) => {
        const result = await run(argument);

        expect(result).toMatchObject({ exitCode: 2, stdout: '' });
        expect(result.stderr).toContain('Usage: nestjs-alternative-payments check');
      },
    );

    it.each([
      [['--account', 'eu 1'], /account name "eu 1"/],
      [['--env-file', '/no/such/file'], /no such file/],
    ])('for %j', async (argv, message) => {
      const result = await run(...argv);

      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toMatch(message);
    });

    it('where the shapes cannot be written', async () => {
      const simulator = await simulate();
      given(variablesFor(simulator));

      const result = await run('--save', join(folder(), 'missing', 'shapes.json'));

      expect(result.exitCode).toBe(2);
      expect(result.stderr).toMatch(/no such file/);
    });
  });

  it.each([
    { ENVIRONMENT: 'production' },
    ...[
      'https://public-api.alternativepayments.io',
      'https://PUBLIC-API.AlternativePayments.IO/',
      'https://public-api.alternativepayments.io.',
      'https://public-api.alternativepayments.io:443',
      'https://public-api.alternativepayments.io.:8443/some/path',
      'https://public-api%2Ealternativepayments.io',
      'https://public-api。alternativepayments.io',
      'http://public-api.alternativepayments.io:80',
    ].map((BASE_URL) => ({ BASE_URL, ALLOW_INSECURE_HTTP: 'true' })),
  ])('refuses production unless it is allowed: %j', async (variables) => {
    const others = { CLIENT_ID: 'id', CLIENT_SECRET: 'secret', TIMEOUT_MS: '1', ...variables };
    for (const [name, value] of Object.entries(others)) vi.stubEnv(`ALTERNATIVE_PAYMENTS_${name}`, value);

    const result = await run();

    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('production environment; nothing was sent');
    expect(result.stderr).toContain('--production');
  });

  it('asks production where that is allowed', async () => {
    // A proxy that refuses connections stands in for the network, so that nothing leaves this machine.
    given({
      ALTERNATIVE_PAYMENTS_ENVIRONMENT: 'production',
      ALTERNATIVE_PAYMENTS_CLIENT_ID: 'id',
      ALTERNATIVE_PAYMENTS_CLIENT_SECRET: 'secret',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      NO_PROXY: '',
    });

    const result = await run('--production');

    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('No access token from https://public-api.alternativepayments.io');
  });

  it('explains itself', async () => {
    const result = await run('--help');

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    for (const option of ['--account', '--env-file', '--save', '--production', '20 GET requests'])
      expect(result.stdout).toContain(option);
  });
});

const KEY = { clientId: 'id', clientSecret: 'secret' };

const TYPES = ['boolean', 'list', 'number', 'object', 'string'];

function leavesOf(value: unknown): Set<unknown> {
  if (typeof value !== 'object' || value === null) return new Set([value]);
  return new Set(Object.values(value).flatMap((one) => [...leavesOf(one)]));
}

function headersOf(saved: string): string[] {
  return (JSON.parse(saved) as { headers: string[] }).headers;
}
