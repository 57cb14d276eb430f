import type { AlternativePayments } from 'nestjs-alternative-payments';
import { beforeAll, expect, it } from 'vitest';
import { type PayoutStatement, PayoutToInvoices } from '../../docs/examples/payout-to-invoices.js';
import { clientOfFile } from '../support/client-of-file.js';

const file = clientOfFile();
const payments: Array<{ readonly id: string }> = [];
const invoices: AlternativePayments.Invoice[] = [];

const statementOf = (id: string): Promise<PayoutStatement> => new PayoutToInvoices(file.api).statementOf(id);

beforeAll(async () => {
  for (const name of ['Acme', 'Globex']) {
    const { id } = await file.api.customers.create({ name, email: 'billing@acme.example' });
    for (const amount of ['0.10', '0.20', '19.99']) {
      const line_items = [{ amount, quantity: 1 }];
      const invoice = await file.api.invoices.create({ customer_id: id, due_date: '2027-01-31', line_items });
      payments.push(file.simulator.payInvoice(invoice.id));
      invoices.push(await file.api.invoices.get(invoice.id));
    }
  }
});

it('leads from a payout to the invoices of several customers', async () => {
  const paidOut = [0, 1, 4];
  const payout = file.simulator.payOut(paidOut.map((index) => payments[index]!.id));
  file.simulator.fault({ on: 'any', maximumLimit: 1 });
  const statement = await statementOf(payout.id);
  expect(statement.payout).toMatchObject({ id: payout.id, sub_total: 0.5 });
  expect(statement.lines.map(({ payment, invoice }) => [payment.id, invoice?.id])).toEqual(
    paidOut.map((index) => [payments[index]!.id, invoices[index]!.id]),
  );
  expect(statement.addsUp).toBe(true);
});

it('asks for no invoices of a customer beyond the last that is looked for', async () => {
  const payout = file.simulator.payOut([payments[0]!.id]);
  const { sent } = await file.watch(() => statementOf(payout.id));
  expect(sent.filter(({ path }) => path === '/payments')).toHaveLength(1);
});

it('adds a refund to the invoice of what it refunds', async () => {
  const refund = file.simulator.refundPayment(payments[2]!.id);
  const payout = file.simulator.payOut([payments[2]!.id, refund.id, payments[5]!.id]);
  const { lines, addsUp } = await statementOf(payout.id);
  const found = new Map(lines.map(({ payment, invoice }) => [payment.id, invoice?.id]));
  expect([payments[2]!, refund, payments[5]!].map(({ id }) => found.get(id))).toEqual(
    [2, 2, 5].map((index) => invoices[index]!.id),
  );
  expect(addsUp).toBe(true);
});

it.each([
  ['payments that do not add up', { id: 'po_1', sub_total: 20 }, false],
  ['no sum to compare with', { id: 'po_1' }, false],
])('says so where there are %s, and leaves out no payment', async (_what, payout, addsUp) => {
  file.simulator.fault({ on: 'GET /payouts/{id}', body: payout });
  file.simulator.fault({
    on: 'GET /payouts/{id}/transactions',
    body: [{ id: 'pay_of_nobody', total: 19.99 }],
  });
  expect(await statementOf('po_1')).toEqual({
    payout,
    lines: [{ payment: { id: 'pay_of_nobody', total: 19.99 }, invoice: undefined }],
    addsUp,
  });
});
