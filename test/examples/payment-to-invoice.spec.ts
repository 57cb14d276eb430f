import { beforeAll, expect, it } from 'vitest';
import { PaymentToInvoice } from '../../docs/examples/payment-to-invoice.js';
import { clientOfFile } from '../support/client-of-file.js';

const file = clientOfFile();
const ids: string[] = [];
let payments: PaymentToInvoice;
let paymentId: string;

const invoiceOf = async (hint?: string): Promise<string | undefined> =>
  (await payments.invoiceOf(await file.api.payments.get(paymentId), hint))?.id;

beforeAll(async () => {
  payments = new PaymentToInvoice(file.api);
  const customer = await file.api.customers.create({ name: 'Acme', email: 'billing@acme.example' });
  for (const amount of [10, 20, 30]) {
    const line_items = [{ amount, quantity: 1 }];
    const invoice = await file.api.invoices.create({
      customer_id: customer.id,
      due_date: '2027-01-31',
      line_items,
    });
    ids.push(invoice.id);
  }
  file.simulator.failPayment(file.simulator.startPayment(ids[1]!).id);
  paymentId = file.simulator.payInvoice(ids[1]!).id;
});

it('proves a hint with one list', async () => {
  const { sent, result } = await file.watch(() => invoiceOf(ids[1]));
  expect(result).toBe(ids[1]);
  expect(sent.map(({ path }) => path)).toEqual([
    `/payments/${paymentId}`,
    '/payments',
    `/invoices/${ids[1]}`,
  ]);
});

it.each([['no hint'], ['a hint that is wrong', () => ids[2]], ['a hint at nothing', () => 'inv_of_nobody']])(
  'searches the invoices of the customer with %s',
  async (_what, hint?: () => string | undefined) => {
    file.simulator.fault({ on: 'GET /invoices', maximumLimit: 1 });
    expect(await invoiceOf(hint?.())).toBe(ids[1]);
  },
);

it('finds nothing where no invoice has the payment', async () => {
  const payment = { ...(await file.api.payments.get(paymentId)), id: 'pay_of_nobody' };
  expect(await payments.invoiceOf(payment, ids[1])).toBeUndefined();
  expect(await payments.invoiceOf({ id: paymentId })).toBeUndefined();
});
