import { beforeEach, expect, it } from 'vitest';
import { Billing } from '../../docs/examples/after-node-alternative-payments.js';
import { clientOfFile } from '../support/client-of-file.js';

const file = clientOfFile();
let customerId: string;

const billing = (): Billing => new Billing(file.api);
const bill = (dollars: string): Promise<string> => billing().bill(customerId, dollars, '2027-01-31');
const created = (): Promise<unknown[]> => file.api.invoices.list({ customer_id: customerId }).toArray();

beforeEach(async () => {
  customerId = (await file.api.customers.create({ name: 'Acme', email: 'billing@acme.example' })).id;
});

it('gives all open invoices, on however many pages', async () => {
  await bill('1.00');
  await bill('2.00');
  const { length } = await file.api.invoices.list({ status: 'open' }).toArray();
  file.simulator.fault({ on: 'GET /invoices', maximumLimit: 1 });
  expect(await billing().open()).toHaveLength(length);
});

it('tells a customer who is not there', async () => {
  expect(await billing().isKnown(customerId)).toBe(true);
  expect(await billing().isKnown('cus_of_nobody')).toBe(false);
});

it('gives an address that can be opened', async () => {
  const answer = await fetch(await bill('89.50'));
  expect(await answer.text()).toContain('over 89.5 USD is open');
});

it('sends an invoice once, even if its answer is lost', async () => {
  file.simulator.fault({ on: 'POST /invoices', times: 1, afterHandling: true, reset: true });
  expect(await bill('89.50')).toBe('Look whether there is an invoice.');
  expect(await created()).toHaveLength(1);
});

it('says which field is wrong', async () => {
  file.simulator.fault({
    on: 'POST /invoices',
    times: 1,
    status: 422,
    body: { code: 'invalid', message: 'no', validation_errors: { due_date: 'is in the past' } },
  });
  expect(await bill('89.50')).toBe('{"due_date":"is in the past"}');
});
