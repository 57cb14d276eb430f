import { beforeEach, describe, expect, it } from 'vitest';
import { type Order, OrderBilling } from '../../docs/examples/bill-once.js';
import { BillingTableInMemory } from '../support/billing-table-in-memory.js';
import { clientOfFile } from '../support/client-of-file.js';
import { failureOf } from '../support/failure-of.js';

const file = clientOfFile();
const table = new BillingTableInMemory();
let count = 0;
let order: Order;

/** Another process, which knows only what the table holds. */
const bill = (): Promise<unknown> => new OrderBilling(file.api, table).bill(order);
const created = (): Promise<unknown[]> => file.api.invoices.list({ customer_id: order.customerId }).toArray();

beforeEach(async () => {
  count += 1;
  const customer = await file.api.customers.create({ name: 'Acme', email: 'billing@acme.example' });
  order = { id: String(count), customerId: customer.id, dueDate: '2027-01-31', dollars: '89.50' };
});

it('makes an invoice once, and gives it to those who ask later', async () => {
  const invoice = await bill();
  expect(invoice).toMatchObject({ total: 89.5, due_date: '2027-01-31' });
  expect(await bill()).toEqual(invoice);
  expect(await created()).toEqual([invoice]);
});

it.each([
  ['the answer is lost', { reset: true }],
  ['it cannot be read', { malformed: '{"id":' }],
  ['a proxy answers in its place', { status: 504 }],
] as const)('finds the invoice where %s', async (_what, effect) => {
  file.simulator.fault({ on: 'POST /invoices', times: 1, afterHandling: true, ...effect });
  expect(await created()).toEqual([]);
  const invoice = await bill();
  expect(await created()).toEqual([invoice]);
  expect(table.rows.get(order.id)).toMatchObject({ invoiceId: (invoice as { id: string }).id });
});

it('finds it in a list whose rows have no lines', async () => {
  file.simulator.fault({ on: 'POST /invoices', times: 1, afterHandling: true, reset: true });
  const lists = file.simulator.fault({ on: 'GET /invoices', status: 501 });
  expect(await failureOf(bill())).toMatchObject({ code: 'API_UNAVAILABLE' });
  lists.remove();
  const [invoice] = (await created()) as Array<{ id: string }>;
  file.simulator.fault({
    on: 'GET /invoices',
    body: { data: [{ id: invoice!.id }], has_next_page: false },
  });
  expect(await bill()).toEqual(invoice);
});

describe('an invoice that is not found', () => {
  it('is never created once more, and is found later', async () => {
    const answer = { data: [], has_next_page: false };
    file.simulator.fault({ on: 'POST /invoices', times: 1, afterHandling: true, reset: true });
    file.simulator.fault({ on: 'GET /invoices', times: 2, body: answer });
    expect((await failureOf(bill())).message).toContain('none is in its list');
    expect((await failureOf(bill())).message).toContain('Look again in some minutes');
    expect([await bill()]).toEqual(await created());
  });

  it('is never created once more where the request was lost', async () => {
    file.simulator.fault({ on: 'POST /invoices', times: 1, reset: true });
    expect((await failureOf(bill())).message).toContain('none is in its list');
    expect((await failureOf(bill())).message).toContain('look for it in the dashboard');
    expect(await created()).toEqual([]);
    await table.remove(order.id);
    expect([await bill()]).toEqual(await created());
  });
});

it('lets an order be billed again that the API has refused', async () => {
  file.simulator.fault({ on: 'POST /invoices', times: 1, status: 422, body: { code: 'invalid' } });
  expect(await failureOf(bill())).toMatchObject({ code: 'API_UNPROCESSABLE' });
  expect([await bill()]).toEqual(await created());
});

it('makes one invoice for many who ask at once', async () => {
  const ends = await Promise.allSettled(Array.from({ length: 5 }, bill));
  expect(await created()).toHaveLength(1);
  expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true);
});
