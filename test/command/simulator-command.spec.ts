import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../../lib/command/command.js';
import { WEBHOOK_TOPICS } from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { Client } from '../testing/client.js';
import { receive } from '../testing/receiver.js';

interface Run {
  exitCode: number;
  simulator: Simulator | undefined;
  stdout: string;
  stderr: string;
}

const run = async (...argv: string[]): Promise<Run> => {
  const result: Run = { exitCode: 0, simulator: undefined, stdout: '', stderr: '' };
  const { exitCode, running } = await runCommand(['simulator', ...argv], {
    stdout: { write: (text: string) => (result.stdout += text) },
    stderr: { write: (text: string) => (result.stderr += text) },
  });
  onTestFinished(() => running?.close());
  return Object.assign(result, { exitCode, simulator: running as Simulator | undefined });
};

const started = (result: Run): Client => {
  if (!result.simulator) throw new Error(`The command failed: ${result.stderr}`);

  return new Client(result.simulator);
};

describe('nestjs-alternative-payments simulator', () => {
  it('runs a simulator with customers and a rate limit, and says how to use it', async () => {
    const result = await run('--port', '0');
    const client = started(result);
    const baseURL = String(result.simulator?.baseURL);

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain(`export ALTERNATIVE_PAYMENTS_BASE_URL='${baseURL}'\n`);
    expect(result.stdout).toContain("export ALTERNATIVE_PAYMENTS_CLIENT_ID='simulated-client-id'\n");
    expect(result.stdout).toContain("export ALTERNATIVE_PAYMENTS_CLIENT_SECRET='simulated-client-secret'\n");
    expect(result.stdout).toMatch(/^curl -u .*\/oauth\/token$/m);
    const { body } = await client.call('GET', '/customers');
    expect((body['data'] as unknown[]).length).toBeGreaterThan(2);
    const statuses = await Promise.all(Array.from({ length: 5 }, () => client.call('GET', '/customers')));
    expect(statuses.map(({ status }) => status)).toContain(429);
  });

  it('takes its settings from the arguments', async () => {
    const key = ['--client-id', 'me', '--client-secret', "it's mine"];
    const switches = ['--token-lifetime', '2.5', '--no-rate-limit', '--no-seed'];
    const result = await run('--port=0', '--host', 'localhost', ...key, ...switches);
    const client = started(result);

    expect(result.simulator?.baseURL).toMatch(/^http:\/\/localhost:\d+$/);
    expect(result.stdout).toContain(String.raw`CLIENT_SECRET='it'\''s mine'`);
    expect((await client.requestToken("me:it's mine")).body).toMatchObject({ expires_in: 2.5 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.call('GET', '/customers')));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(answers[0]?.body['data']).toEqual([]);
  });

  it('prints each request, and names that the API does not have, without their values', async () => {
    const result = await run('--port=0', '--strict');
    const client = started(result);
    const greeting = result.stdout;
    expect((await client.call('GET', '/customers?email=ann%40acme.example&a"b=1')).status).toBe(400);
    expect((await client.call('GET', '/customers?limit=1')).status).toBe(200);

    expect(result.stdout.slice(greeting.length).split('\n')).toEqual([
      'POST /oauth/token: 200',
      'GET /customers: 400; the API has no "email", "a\\"b"',
      'GET /customers: 200',
      '',
    ]);
  });

  it('subscribes an address to all topics, and prints the secret once', async () => {
    const receiver = await receive();
    const result = await run('--port=0', '--deliver-to', `${receiver.url}?key=hidden`);
    const client = started(result);
    const greeting = result.stdout;
    const secret = /^export ALTERNATIVE_PAYMENTS_WEBHOOK_SECRETS='([\w-]{32})'$/m.exec(greeting)?.[1];

    const { body } = await client.call('POST', '/customers', { body: { name: 'A', email: 'a@b.example' } });
    await expect.poll(() => result.stdout).toContain('-> ');

    expect(receiver.received).toMatchObject([
      { headers: { authorization: `Bearer ${secret}` }, body: { topic: 'customer_created' } },
    ]);
    const lines = result.stdout.slice(greeting.length);
    expect(lines).toContain(`-> customer_created ${String(body['id'])} to ${receiver.url}: 200\n`);
    expect(lines).not.toMatch(/hidden|a@b/);
    expect(result.stdout.split(secret!)).toHaveLength(2);
    const { body: list } = await client.call('GET', '/webhooks');
    expect((list['data'] as { topic: string }[]).map(({ topic }) => topic)).toEqual([...WEBHOOK_TOPICS]);
  });

  it('takes a secret, and does not print it', async () => {
    const secret = 'a-secret-of-our-own';
    const receiver = await receive();
    const result = await run('--port=0', '--deliver-to', receiver.url, '--secret', secret);
    await started(result).call('POST', '/customers', { body: { name: 'A', email: 'a@b.example' } });
    await expect.poll(() => result.stdout).toContain('-> ');

    expect(receiver.received[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(result.stdout).not.toContain(secret);
    expect(result.stdout).not.toContain('WEBHOOK_SECRETS');
  });

  it('explains itself', async () => {
    const result = await run('--help');

    expect(result).toMatchObject({ exitCode: 0, stderr: '', simulator: undefined });
    for (const option of [
      '--port',
      '--host',
      '--client-id',
      '--client-secret',
      '--token-lifetime',
      '--deliver-to',
    ])
      expect(result.stdout).toContain(option);
  });

  it.each([
    [['--prot', '1'], /--prot/],
    [['4010'], /4010/],
    [['--port'], /--port/],
    [['--port', 'http'], /--port takes a number, not "http"/],
    [['--port='], /--port takes a number/],
    [['--port', '65536'], /port must be a number from 0 to 65535/],
    [['--token-lifetime=-1'], /tokenLifetimeSeconds/],
    [['--client-id', 'a:b'], /clientId/],
    [['--deliver-to', 'localhost:3000'], /--deliver-to takes a whole address/],
    [['--secret', 'a-secret-of-our-own'], /--secret goes with --deliver-to/],
    [['--deliver-to', 'http://localhost', '--secret', 'short'], /--secret takes at least 16/],
    [['--deliver-to', 'http://localhost', '--secret', 'with a space in it'], /without spaces/],
  ])('refuses %j with exit code 2', async (argv, message) => {
    const result = await run(...argv);

    expect(result).toMatchObject({ exitCode: 2, stdout: '', simulator: undefined });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toContain('Usage: nestjs-alternative-payments simulator');
  });

  it('ends with exit code 1 when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;

    const result = await run('--port', String(port));

    expect(result).toMatchObject({ exitCode: 1, stdout: '', simulator: undefined });
    expect(result.stderr).toContain('already in use');
  });
});
