import { beforeAll, expect, it } from 'vitest';
import { checkedLink } from '../../docs/examples/checked-link.js';
import { clientOfFile } from '../support/client-of-file.js';
import { failureOf } from '../support/failure-of.js';

const file = clientOfFile();
let invoiceId: string;

beforeAll(async () => {
  const customer = await file.api.customers.create({ name: 'Acme', email: 'billing@acme.example' });
  const line_items = [{ amount: '20.03', quantity: 1 }];
  const invoice = await file.api.invoices.create({
    customer_id: customer.id,
    due_date: '2027-01-31',
    line_items,
  });
  invoiceId = invoice.id;
});

it('gives a link of an invoice that asks for the right sum', async () => {
  expect(await checkedLink(file.api, invoiceId, 2_003)).toMatch(/^http:\/\//);
});

it.each([2_002, 200_300, 20])('gives no link where %i cents are expected', async (cents) => {
  const { sent, error } = await file.watch(() => checkedLink(file.api, invoiceId, cents));
  expect(error?.message).toContain('asks for 20.03 dollars');
  expect(sent).toHaveLength(1);
});

it('gives none of an invoice without a total, and may be asked again after a failure', async () => {
  file.simulator.fault({ on: 'GET /invoices/{id}', times: 1, body: { id: invoiceId } });
  expect((await failureOf(checkedLink(file.api, invoiceId, 2_003))).message).toContain('undefined dollars');
  file.simulator.fault({ on: 'GET /invoices/{id}/payment-link', times: 1, status: 501 });
  expect(await failureOf(checkedLink(file.api, invoiceId, 2_003))).toMatchObject({ status: 501 });
  expect(await checkedLink(file.api, invoiceId, 2_003)).toMatch(/^http:\/\//);
  expect(file.simulator.journal.find('POST /invoices')).toHaveLength(1);
});
