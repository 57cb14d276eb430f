import type { AlternativePayments } from 'nestjs-alternative-payments';
import { beforeEach, expect, it } from 'vitest';
import { type Overdue, OverdueInvoices } from '../../docs/examples/overdue-invoices.js';
import { clientOfFile } from '../support/client-of-file.js';

type Invoice = AlternativePayments.Invoice;

const DAY = '2027-02-01';

const file = clientOfFile();
let customers: string[];

const before = (day = DAY): Promise<Overdue> => new OverdueInvoices(file.api).before(day);

async function invoice(customer: number, due_date: string, amount = '10.00'): Promise<Invoice> {
  return file.api.invoices.create({
    customer_id: customers[customer]!,
    due_date,
    line_items: [{ amount, quantity: 1 }],
  });
}

/** Those of this test among what was found, since all tests of the file share one API. */
async function found(): Promise<{ reminders: unknown[]; underWay: string[] }> {
  const { reminders, underWay } = await before();
  return {
    reminders: reminders
      .filter(({ customerId }) => customers.includes(customerId))
      .map(({ customerId, invoices, cents }) => [
        customers.indexOf(customerId),
        invoices.map(({ id }) => id),
        cents,
      ]),
    underWay: underWay.filter((one) => customers.includes(one.customer_id!)).map(({ id }) => id),
  };
}

beforeEach(async () => {
  const create = (name: string): Promise<{ id: string }> =>
    file.api.customers.create({ name, email: 'billing@acme.example' });
  customers = [(await create('Acme')).id, (await create('Globex')).id];
});

it('lists what was due before a day, those who owe most at the top', async () => {
  const late = await invoice(0, '2027-01-31', '0.10');
  const first = await invoice(1, '2026-12-24', '0.20');
  const second = await invoice(1, '2027-01-02', '19.99');
  await invoice(0, DAY);
  await invoice(0, '2027-02-02');
  file.simulator.fault({ on: 'any', maximumLimit: 1 });
  expect(await found()).toEqual({
    reminders: [
      [1, [first.id, second.id], 2019],
      [0, [late.id], 10],
    ],
    underWay: [],
  });
});

it('reminds nobody of what is paid or archived', async () => {
  file.simulator.payInvoice((await invoice(0, '2027-01-02')).id);
  await file.api.invoices.archive((await invoice(0, '2027-01-02')).id);
  expect(await found()).toEqual({ reminders: [], underWay: [] });
});

it('waits for a payment that is under way, and reminds if it fails', async () => {
  const { id } = await invoice(0, '2027-01-02');
  const payment = file.simulator.startPayment(id);
  expect(await found()).toEqual({ reminders: [], underWay: [id] });
  file.simulator.failPayment(payment.id);
  expect(await found()).toEqual({ reminders: [[0, [id], 1000]], underWay: [] });
});

it('reminds if the bank returns a payment', async () => {
  const { id } = await invoice(0, '2027-01-02');
  file.simulator.returnPayment(file.simulator.payInvoice(id).id);
  expect(await found()).toEqual({ reminders: [[0, [id], 1000]], underWay: [] });
});

it.each([
  ['a word for its status that is new', { status: 'disputed' }],
  ['no status', { status: undefined }],
  ['no sum', { total: undefined }],
  ['no day', { due_date: undefined }],
  ['no customer', { customer_id: undefined }],
])('leaves an invoice to a person that has %s', async (_what, change) => {
  const good = {
    id: 'inv_1',
    customer_id: 'cus_1',
    status: 'overdue',
    total: 5,
    due_date: '2027-01-02T00:00:00Z',
  };
  const strange = { ...good, id: 'inv_2', ...change };
  file.simulator.fault({ on: 'GET /invoices', body: { data: [good, strange], has_next_page: false } });
  expect(await before()).toEqual({
    reminders: [{ customerId: 'cus_1', invoices: [good], cents: 500 }],
    underWay: [],
    unclear: [JSON.parse(JSON.stringify(strange))],
  });
});
