import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../../lib/command/command.js';
import { start } from '../testing/harness.js';
import { receive } from '../testing/receiver.js';

const SECRET = 'the-secret-of-the-test';

/** An address of this machine by which others reach it. */
const NETWORK_ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

const SEED = {
  customers: [{ id: 'cus_1', name: 'Acme', email: 'billing@acme.example' }],
  invoices: [{ id: 'inv_1', customer_id: 'cus_1', due_date: '2027-01-31', line_items: [{ amount: 10 }] }],
};

const run = async (...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> => {
  const written = { stdout: '', stderr: '' };
  const { exitCode } = await runCommand(argv, {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  });
  return { ...written, exitCode };
};

const urlOf = ({ baseURL }: Simulator): string[] => ['--url', baseURL];

describe('nestjs-alternative-payments trigger', () => {
  it('has a running simulator deliver an event, and says how it was answered', async () => {
    const { simulator } = await start({ seed: SEED });
    const receiver = await receive();
    simulator.webhooks.subscribe(receiver.url, { secret: SECRET });

    const result = await run('trigger', 'invoice_updated', ...urlOf(simulator));
    const own = await run('trigger', 'customer_updated', 'cus_7', ...urlOf(simulator));

    const stdout = `-> invoice_updated inv_1 to ${receiver.url}: 200\n`;
    expect(result).toEqual({ exitCode: 0, stderr: '', stdout });
    expect(own.stdout).toContain('-> customer_updated cus_7 to');
    expect(receiver.received).toMatchObject([
      { headers: { authorization: `Bearer ${SECRET}` }, body: { entity_id: 'inv_1' } },
      { body: { topic: 'customer_updated', entity_id: 'cus_7' } },
    ]);
  });

  it('ends with exit code 1 where a subscriber fails', async () => {
    const { simulator } = await start({ seed: SEED });
    const receiver = await receive();
    receiver.answer = 401;
    simulator.webhooks.subscribe(receiver.url, { secret: SECRET });

    const result = await run('trigger', 'invoice_paid', ...urlOf(simulator));

    expect(result).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(': 401\n') });
  });

  it.each([
    [['invoice_paid'], /No active subscription to "invoice_paid"/],
    [['invoice_eaten'], /no topic of the vendor/],
  ])('says why %j cannot be delivered', async (argv, message) => {
    const { simulator } = await start();

    const result = await run('trigger', ...argv, ...urlOf(simulator));

    expect(result).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(message) });
  });

  it.skipIf(NETWORK_ADDRESS === undefined)('is refused unless it comes over the loopback', async () => {
    const { simulator } = await start({ host: '0.0.0.0' });
    const url = new URL('/simulator/events', simulator.baseURL);
    url.hostname = NETWORK_ADDRESS!;

    const sent = request(url, { method: 'POST', agent: false }).end('{"topic":"invoice_paid"}');
    const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();

    expect(response.statusCode).toBe(403);
  });
});

describe('nestjs-alternative-payments pay', () => {
  it('pays an invoice of a running simulator', async () => {
    const { simulator, client } = await start({ seed: SEED });
    const receiver = await receive();
    simulator.webhooks.subscribe(receiver.url, { secret: SECRET });

    const result = await run('pay', 'inv_1', ...urlOf(simulator));
    await simulator.webhooks.settled();

    expect(result).toEqual({ exitCode: 0, stdout: 'inv_1 is paid.\n', stderr: '' });
    expect((await client.call('GET', '/invoices/inv_1')).body).toMatchObject({ status: 'paid' });
    expect(receiver.topics().toSorted()).toEqual(['invoice_paid', 'payment_succeeded']);
    const again = await run('pay', 'inv_1', ...urlOf(simulator));
    expect(again).toEqual({ exitCode: 1, stdout: '', stderr: 'the invoice is paid\n' });
  });

  it('says that there is no such invoice', async () => {
    const { simulator } = await start();

    const result = await run('pay', '../inv_1', ...urlOf(simulator));

    expect(result).toEqual({ exitCode: 1, stdout: '', stderr: 'invoice not found\n' });
  });
});

describe('A command that asks a running simulator', () => {
  it.each(['trigger', 'pay'])('%s explains itself', async (name) => {
    const result = await run(name, '--help');

    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('http://127.0.0.1:4010');
  });

  it.each([
    [['trigger'], /number of arguments/],
    [['trigger', 'a', 'b', 'c'], /number of arguments/],
    [['pay'], /number of arguments/],
    [['pay', 'inv_1', '--prot', '1'], /--prot/],
    [['pay', 'inv_1', '--url', 'localhost:4010'], /--url takes the address/],
  ])('refuses %j with exit code 2', async (argv, message) => {
    const result = await run(...argv);

    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toContain(`Usage: nestjs-alternative-payments ${argv[0]} `);
  });

  it('says that no simulator answers', async () => {
    const result = await run('pay', 'inv_1', '--url', 'http://127.0.0.1:1');

    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toMatch(/No simulator answers at http:\/\/127.0.0.1:1 .*--url/);
  });

  it('says that something else answers', async () => {
    const other = createServer((_request, response) => response.writeHead(404).end('404 page not found'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;

    const result = await run('trigger', 'invoice_paid', '--url', url);

    expect(result).toMatchObject({
      exitCode: 1,
      stderr: `What answers at ${url} is no simulator of this version.\n`,
    });
  });
});
