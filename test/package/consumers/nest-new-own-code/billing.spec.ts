import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  type Simulator,
  startSimulator,
} from 'nestjs-alternative-payments/testing';
import { AppModule } from './app.module.js';

const ids = (letters: string, prefix: string) =>
  [...letters].map((letter) => `${prefix}_${letter}`);
const due_date = '2027-01-31';
const line_items = [{ description: 'Support', amount: 149.5, quantity: 2 }];

describe('forty lines on top of the Quick start', () => {
  let simulator: Simulator;
  let app: INestApplication;
  let url: string;

  beforeEach(async () => {
    simulator = await startSimulator({
      maximumLimit: 2,
      rateLimit: false,
      seed: {
        customers: ids('abc', 'cus').map((id) => ({
          id,
          name: id,
          email: `${id}@example.com`,
        })),
        invoices: ids('abcde', 'inv').map((id) => ({
          id,
          customer_id: 'cus_a',
          due_date,
          line_items,
        })),
      },
    });
    Object.assign(process.env, simulator.env);
    const testing = await Test.createTestingModule({
      imports: [AppModule],
    }).compile();
    app = testing.createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterEach(async () => {
    await app.close();
    await simulator.close();
  });

  async function read(path: string): Promise<unknown> {
    const answer = await fetch(url + path);
    return answer.json();
  }

  async function bill(order: object): Promise<[number, unknown]> {
    const answer = await fetch(`${url}/invoices`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(order),
    });
    return [answer.status, await answer.json()];
  }

  it('show customers page by page', async () => {
    const first = (await read('/customers')) as { next: string };
    expect(first).toMatchObject({
      customers: [{ id: 'cus_a' }, { id: 'cus_b' }],
    });

    const second = await read(
      `/customers?after=${encodeURIComponent(first.next)}`,
    );
    expect(second).toMatchObject({ customers: [{ id: 'cus_c' }] });
  });

  it('show all invoices, whatever a page holds', async () => {
    const invoices = (await read('/invoices')) as Array<{ id: string }>;

    expect(invoices.map(({ id }) => id)).toEqual(ids('abcde', 'inv'));
    expect(simulator.journal.find('GET /invoices')).toHaveLength(3);
  });

  it('show field by field what the API refuses', async () => {
    const order = { customer_id: 'cus_z', currency: 'XYZ', due_date };
    const [status, answer] = await bill({ ...order, line_items });
    const { fields } = answer as { fields: object };

    expect(status).toBe(422);
    expect(answer).toMatchObject({ statusCode: 422 });
    expect(Object.keys(fields).sort()).toEqual(['currency', 'customer_id']);
    expect(simulator.journal.find('POST /invoices')).toHaveLength(1);
  });

  it('show field by field what the client refuses', async () => {
    const order = { customer_id: 'cus_a', due_date: '2027-02-30', line_items };
    const [status, answer] = await bill(order);
    const { fields } = answer as { fields: object };

    expect(status).toBe(422);
    expect(Object.keys(fields)).toEqual(['due_date']);
    expect(simulator.journal.find('POST /invoices')).toHaveLength(0);
  });

  it('make an invoice with a payment link that works', async () => {
    const [status, answer] = await bill({
      customer_id: 'cus_a',
      due_date,
      line_items,
    });
    const invoice = answer as { id: string; total: number; url: string };

    expect([status, invoice.total]).toEqual([201, 299]);
    expect((await fetch(invoice.url)).status).toBe(200);
    expect((await fetch(invoice.url, { method: 'POST' })).ok).toBe(true);
    expect(await read('/invoices')).toContainEqual(
      expect.objectContaining({ id: invoice.id, status: 'paid' }),
    );
  });
});
