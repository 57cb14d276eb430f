import { describe, expect, it } from 'vitest';
import type { SimulatorOptions } from 'nestjs-alternative-payments/testing';
import type { Client } from './client.js';
import { start } from './harness.js';

const SEED = { customers: [{ id: 'cus_1', name: 'Acme', email: 'a@acme.example' }] };

const BILL = { customer_id: 'cus_1', currency: 'USD', due_date: '2027-01-31' };

const LINE = { description: 'Backup', amount: 5, quantity: 1 };

const REQUESTS: [string, unknown, string[]][] = [
  ['GET /customers?limit=1&email=a%40acme.example', undefined, ['email']],
  ['GET /invoices?status[]=open&status[]=paid&customerId=cus_1', undefined, ['status[]', 'customerId']],
  ['GET /customers/cus_1?expand=users', undefined, ['expand']],
  ['POST /customers', { name: 'B', email: 'b@example.com', legal_name: 'B LLC' }, ['legal_name']],
  ['POST /invoices', { ...BILL, line_items: [LINE], memo: 'PO 7', tax: 7.16 }, ['memo', 'tax']],
  ['POST /invoices', { ...BILL, line_items: [LINE, { ...LINE, unit: 'h' }] }, ['line_items.unit']],
  ['POST /customers?notify=1', { name: 'C', email: 'c@example.com', id: 'mine' }, ['notify', 'id']],
];

const send = (client: Client, request: string, body: unknown): ReturnType<Client['call']> => {
  const [method = '', path = ''] = request.split(' ');
  return client.call(method, path, { body });
};

const begin = (options: SimulatorOptions = {}): ReturnType<typeof start> => start({ seed: SEED, ...options });

describe('Names that the API does not have', () => {
  it.each(REQUESTS)(
    '%s is carried out without them, and the journal lists them',
    async (request, body, names) => {
      const { client, simulator } = await begin();

      const answer = await send(client, request, body);

      expect(answer.status).toBeLessThan(300);
      expect(simulator.journal.requests.at(-1)?.unknown).toEqual(names);
    },
  );

  it.each(REQUESTS)('%s is refused where the simulator is strict', async (request, body, names) => {
    const { client, simulator } = await begin({ strict: true });

    const answer = await send(client, request, body);

    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_request' } });
    expect(Object.keys(answer.body['validation_errors'] as object)).toEqual(names);
    expect((await client.call('GET', '/customers')).body['data']).toHaveLength(1);
    expect((await client.call('GET', '/invoices')).body['data']).toEqual([]);
    expect(simulator.journal.find(({ status }) => status === 400)).toMatchObject([{ unknown: names }]);
  });

  it('change nothing of what is created', async () => {
    const { client } = await begin();

    const { body: invoice } = await client.call('POST', '/invoices', {
      body: { ...BILL, line_items: [LINE], memo: 'PO 7', id: 'mine' },
    });

    expect(invoice).toMatchObject({ memo: '', id: expect.stringMatching(/^inv_/) });
  });

  it('are looked for in token requests, and in requests that a fault answers', async () => {
    const { client, simulator } = await begin();
    simulator.fault({ on: 'GET /customers', status: 503 });
    await client.call('GET', '/customers?email=x');
    const form = new URLSearchParams({ grant_type: 'client_credentials', scope: 'x', client_id: 'y' });
    await client.send('POST', '/oauth/token', { body: form });

    expect(simulator.journal.requests.map(({ unknown }) => unknown)).toEqual([[], ['email'], ['client_id']]);
  });

  it('are none in what is no request of the API, or has no body to read', async () => {
    const { client, simulator } = await begin({ strict: true });
    await client.call('GET', '/nowhere?email=x');
    await client.call('PUT', '/customers?email=x', { body: { email: 'x' } });
    const broken = await client.call('POST', '/customers', { body: '{"nam' });

    expect(broken).toMatchObject({ status: 400, body: { message: 'malformed JSON' } });
    expect(simulator.journal.find(({ unknown }) => unknown.length > 0)).toEqual([]);
  });
});
