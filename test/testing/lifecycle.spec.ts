import { type AddressInfo, connect, createServer } from 'node:net';
import { once } from 'node:events';
import { type SimulatorOptions, startSimulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { messageOf, start } from './harness.js';

const ACME = { id: 'cus_1', name: 'Acme', email: 'a@acme.example' };

const BILL = { id: 'inv_1', customer_id: 'cus_1', due_date: '2027-01-31', line_items: [{ amount: 9.5 }] };

describe('Starting', () => {
  it('takes any free port and hands out options for the module', async () => {
    const { simulator: one } = await start();
    const { simulator: two } = await start({ clientId: 'me', clientSecret: 'mine' });

    expect(one.baseURL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(two.baseURL).not.toBe(one.baseURL);
    expect(two.options).toEqual({
      baseURL: two.baseURL,
      clientId: 'me',
      clientSecret: 'mine',
      pacing: false,
    });
  });

  it('begins with the customers it is given, or a few of its own', async () => {
    const { client } = await start({ seed: [{ name: 'Acme', email: 'a@example.com' }] });
    const { client: seeded } = await start({ seed: true });

    const own = (await seeded.call('GET', '/customers')).body['data'];
    expect((await client.call('GET', '/customers')).body['data']).toMatchObject([{ name: 'Acme' }]);
    expect(own).toBeInstanceOf(Array);
    expect((own as unknown[]).length).toBeGreaterThan(2);
  });

  it('begins with customers, invoices and payments that name each other', async () => {
    const { client } = await start({
      seed: {
        customers: [ACME],
        invoices: ['inv_1', 'inv_2', 'inv_3', 'inv_4'].map((id) => ({ ...BILL, id, memo: `PO ${id}` })),
        payments: [
          { id: 'pay_1', invoice_id: 'inv_1' },
          { invoice_id: 'inv_2', payment_method: 'standard_ach', status: 'pending' },
          { invoice_id: 'inv_3', status: 'failed' },
        ],
      },
    });

    expect((await client.call('GET', '/customers/cus_1')).body).toMatchObject(ACME);
    expect((await client.call('GET', '/invoices')).body['data']).toMatchObject([
      { id: 'inv_1', memo: 'PO inv_1', status: 'paid', total: 9.5 },
      { id: 'inv_2', status: 'open' },
      { id: 'inv_3', status: 'open' },
      { id: 'inv_4', status: 'open' },
    ]);
    expect((await client.call('GET', '/payments')).body['data']).toMatchObject([
      { id: 'pay_1', payment_method: 'card', status: 'succeeded' },
      { payment_method: 'standard_ach', status: 'pending' },
      { payment_method: 'card', status: 'failed' },
    ]);
  });

  it('says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;

    await expect(startSimulator({ port })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}: the port is already in use.`,
    );
  });

  const wrong: [SimulatorOptions, RegExp][] = [
    [{ port: 65_536 }, /port must be a number from 0 to 65535, not 65536/],
    [{ port: 1.5 }, /port must be a whole number/],
    [{ port: '80' as unknown as number }, /port must be a number.*not '80'/],
    [{ host: '' }, /host must be a string that is not empty/],
    [{ host: '203.0.113.1' }, /Cannot listen on 203\.0\.113\.1/],
    [{ clientId: '' }, /clientId/],
    [{ clientId: 'a:b' }, /clientId must not contain a colon/],
    [{ clientSecret: '' }, /clientSecret/],
    [{ tokenLifetimeSeconds: -1 }, /tokenLifetimeSeconds must be a number of at least 0, not -1/],
    [{ tokenLifetimeSeconds: Number.NaN }, /tokenLifetimeSeconds.*NaN/],
    [{ rateLimit: { requests: 0 } }, /rateLimit\.requests/],
    [{ rateLimit: { perMilliseconds: 0 } }, /rateLimit\.perMilliseconds/],
    [{ rateLimit: { perSecond: 5 } as SimulatorOptions['rateLimit'] }, /rateLimit has no "perSecond"/],
    [{ journalLimit: 0 }, /journalLimit/],
    [{ seed: [{ name: 'Acme', email: '' }] }, /seed\[0\]: email is required/],
    [
      {
        seed: [
          { name: 'A', email: 'a', external_id: '1' },
          { name: 'B', email: 'b', external_id: '1' },
        ],
      },
      /seed\[1\]: This external id is already used/,
    ],
    [{ seed: 'yes' as unknown as true }, /seed must be/],
    [{ seed: { invoice: [] } as object }, /seed has no "invoice"; it has: customers, invoices, payments/],
    [{ seed: { customers: [ACME, ACME] } }, /seed\.customers\[1\]: There is another customer "cus_1"/],
    [{ seed: { invoices: [BILL] } }, /seed\.invoices\[0\]: customer_id is not a known customer/],
    [{ seed: { payments: [{ invoice_id: 'inv_1' }] } }, /seed\.payments\[0\]: .* no invoice "inv_1"/],
    [{ strict: 'yes' as unknown as true }, /strict must be true or false/],
    [{ maximumLimit: 0 }, /maximumLimit must be a number of at least 1, not 0/],
    [{ rateLimit: 5 as unknown as false }, /rateLimit takes an object, not 5/],
    [null as unknown as SimulatorOptions, /startSimulator\(\) takes an object, not null/],
    [{ lifetime: 3 } as SimulatorOptions, /startSimulator\(\) has no "lifetime"; it has: port/],
  ];

  it.each(wrong)('refuses %j', async (options, message) => {
    await expect(startSimulator(options)).rejects.toThrow(message);
  });
});

describe('Connections', () => {
  it('are kept alive between requests', async () => {
    const { client, simulator } = await start();
    for (let i = 0; i < 10; i += 1) await client.requestToken();

    expect(simulator.connections).toBeLessThanOrEqual(3);
  });

  it('that break in the middle of a body leave an abandoned request behind', async () => {
    const { client, simulator } = await start();
    const socket = connect(Number(new URL(simulator.baseURL).port), '127.0.0.1');
    socket.write('POST /customers HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"name"');
    const [entry] = await simulator.journal.waitFor('POST /customers');
    expect(entry).toMatchObject({ outcome: 'open', body: '' });

    socket.destroy();

    await simulator.journal.waitFor(({ outcome }) => outcome === 'abandoned');
    expect((await client.requestToken()).status).toBe(200);
  });
});

describe('Closing', () => {
  it('cuts connections, busy or idle, and frees the port', async () => {
    const { client, simulator } = await start();
    simulator.fault({ on: 'api', hang: true });
    const { port } = new URL(simulator.baseURL);
    const idle = connect(Number(port), '127.0.0.1');
    await once(idle, 'connect');
    const hanging = client.call('GET', '/customers');
    const cut = messageOf(hanging);
    await simulator.journal.waitFor('GET /customers');
    expect(simulator.connections).toBeGreaterThanOrEqual(2);
    const idleEnded = once(idle.resume(), 'close');

    await simulator.close();

    expect(await cut).toMatch(/fetch failed/);
    await idleEnded;
    expect(simulator.connections).toBe(0);
    const next = await startSimulator({ port: Number(port) });
    await next.close();
  });

  it('does no harm when repeated', async () => {
    const { simulator } = await start();

    await Promise.all([simulator.close(), simulator.close()]);
    await simulator[Symbol.asyncDispose]();

    await expect(fetch(simulator.baseURL)).rejects.toThrow(/fetch failed/);
  });
});
