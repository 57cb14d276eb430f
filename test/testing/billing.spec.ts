import { describe, expect, it } from 'vitest';
import { fieldsOf } from './api-description.js';
import type { Answer, Client } from './client.js';
import { start } from './harness.js';

const create = async (client: Client, path: string, body: unknown): Promise<Record<string, unknown>> =>
  (await client.call('POST', path, { body })).body;

const newCustomer = async (client: Client): Promise<string> =>
  String((await create(client, '/customers', { name: 'Acme', email: 'a@acme.example' }))['id']);

const newInvoice = async (client: Client, customerId: string, more: object = {}): Promise<string> => {
  const lines = [{ description: 'Backup', amount: 10.1, quantity: 3 }];
  const body = {
    customer_id: customerId,
    currency: 'USD',
    due_date: '2026-03-01',
    line_items: lines,
    ...more,
  };
  return String((await create(client, '/invoices', body))['id']);
};

const ids = ({ body }: Answer): unknown[] => (body['data'] as { id: string }[]).map(({ id }) => id);

const list = async (client: Client, path: string): Promise<unknown[]> => ids(await client.call('GET', path));

describe('Invoicing', () => {
  it('creates an open invoice with totals in dollars, amounts being per unit', async () => {
    const { client } = await start();
    const customerId = await newCustomer(client);

    const { status, body } = await client.call('POST', '/invoices', {
      body: {
        customer_id: customerId,
        currency: 'USD',
        due_date: '2026-03-01',
        line_items: [
          { description: 'Backup', amount: 0.1, quantity: 3 },
          { description: 'Support', amount: 149.99 },
        ],
      },
    });

    expect(status).toBe(201);
    expect(Object.keys(body).toSorted()).toEqual(fieldsOf('Invoice'));
    expect(body).toMatchObject({
      customer_id: customerId,
      status: 'open',
      due_date: '2026-03-01',
      sub_total: 150.29,
      total: 150.29,
      line_items: [
        { description: 'Backup', amount: 0.1, quantity: 3 },
        { description: 'Support', amount: 149.99, quantity: 1 },
      ],
    });
    expect((await client.call('GET', `/invoices/${String(body['id'])}`)).body).toEqual(body);
  });

  it.each<[object, number, string]>([
    [{ customer_id: 'cus_unknown' }, 422, 'customer_id'],
    [{ customer_id: undefined }, 400, 'customer_id'],
    ...['soon', '2027-02-30', '2027-2-3', '1', '12/31/2027', '2027-13-01', '2027-01-31T00:00:00Z'].map(
      (due_date): [object, number, string] => [{ due_date }, 422, 'due_date'],
    ),
    [{ currency: 'dollars' }, 422, 'currency'],
    [{ currency: 'XYZ' }, 422, 'currency'],
    ...[0.005, 1.005, 19.999, 1e21, 1e-7].map((amount): [object, number, string] => [
      { line_items: [{ amount }] },
      422,
      'line_items',
    ]),
    [{ line_items: [{ amount: 99_999_999_999_999, quantity: 100 }] }, 422, 'line_items'],
    [{ line_items: [{ amount: 10, quantity: 1.25 }] }, 422, 'line_items'],
    [{ line_items: [] }, 400, 'line_items'],
    [{ line_items: 'none' }, 400, 'line_items'],
    [{ line_items: [{ amount: '10' }] }, 400, 'line_items'],
    [{ line_items: [{ amount: 10, quantity: 0 }] }, 422, 'line_items'],
    [{ line_items: [null] }, 400, 'line_items'],
  ])('refuses %j with %d', async (more, refusal, field) => {
    const { client } = await start();
    const good = {
      customer_id: await newCustomer(client),
      due_date: '2026-03-01',
      line_items: [{ amount: 1 }],
    };
    expect((await client.call('POST', '/invoices', { body: good })).status).toBe(201);

    const { status, body } = await client.call('POST', '/invoices', { body: { ...good, ...more } });

    expect(status).toBe(refusal);
    expect(Object.keys(body['validation_errors'] as object)).toEqual([field]);
  });

  it.each(['2027-01-31', '2028-02-29'])('gives the due date %s back as it was', async (due_date) => {
    const { client } = await start();
    const id = await newInvoice(client, await newCustomer(client), { due_date });

    expect((await client.call('GET', `/invoices/${id}`)).body).toMatchObject({ due_date });
  });

  it('adds credits up to the cent', async () => {
    const { client } = await start();
    const line_items = [{ amount: 1.15, quantity: 100 }, { amount: -0.35 }];
    const id = await newInvoice(client, await newCustomer(client), { line_items });

    expect((await client.call('GET', `/invoices/${id}`)).body).toMatchObject({ total: 114.65 });
  });

  it('lists by customer, status, creation and due date', async () => {
    const { client, simulator } = await start();
    const [one, other] = [await newCustomer(client), await newCustomer(client)];
    const early = await newInvoice(client, one, { due_date: '2026-01-31' });
    const late = await newInvoice(client, one, { due_date: '2026-02-28' });
    const foreign = await newInvoice(client, other, { due_date: '2026-02-01' });
    simulator.payInvoice(late);
    const invoices = (query: string): Promise<unknown[]> => list(client, `/invoices?${query}`);

    expect(await invoices('')).toEqual([early, late, foreign]);
    expect(await invoices(`customer_id=${one}`)).toEqual([early, late]);
    expect(await invoices('status=paid')).toEqual([late]);
    expect(await invoices('status=open&limit=1')).toEqual([early]);
    expect(await invoices('due_date_start=2026-02-01T00:00:00Z')).toEqual([late, foreign]);
    expect(await invoices('due_date_end=2026-02-01T00:00:00Z')).toEqual([early, foreign]);
    expect(await invoices('created_at_end=2020-01-01T00:00:00Z')).toEqual([]);
    for (const start of ['2026-02-01', '2026-02-30T00:00:00Z'])
      expect((await client.call('GET', `/invoices?due_date_start=${start}`)).status).toBe(400);
  });

  it('archives: the invoice is answered, and listed only when asked for', async () => {
    const { client } = await start();
    const id = await newInvoice(client, await newCustomer(client));

    const archived = await client.call('DELETE', `/invoices/${id}`);

    expect(archived).toMatchObject({ status: 200, body: { id, status: 'archived' } });
    expect(await list(client, '/invoices')).toEqual([]);
    expect(await list(client, '/invoices?status=archived')).toEqual([id]);
    expect((await client.call('GET', `/invoices/${id}`)).body).toEqual(archived.body);
  });

  it('links to a payment page without a scheme and to a signed PDF at another origin', async () => {
    const { client, simulator } = await start();
    const id = await newInvoice(client, await newCustomer(client));

    const payment = (await client.call('GET', `/invoices/${id}/payment-link`)).body;
    const pdf = String((await client.call('GET', `/invoices/${id}/pdf-link`)).body['url']);

    expect(payment).toEqual({ url: expect.stringMatching(/^127\.0\.0\.1:\d+\/\S+$/) });
    expect(pdf).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+\.pdf\?signature=[0-9a-f]{32}$/);
    expect(new URL(pdf).origin).not.toBe(simulator.baseURL);
    const file = await fetch(pdf);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(await file.text()).toMatch(/^%PDF-1\.4\n[^]*\(30\.30 USD\)[^]*%%EOF\n$/);
    expect((await fetch(pdf.slice(0, -1))).status).toBe(403);

    await simulator.close();
    await expect(fetch(pdf)).rejects.toThrow('fetch failed');
  });

  it('knows nothing of an unknown invoice', async () => {
    const { client, simulator } = await start();

    for (const path of ['', '/payment-link', '/pdf-link']) {
      const answer = await client.call('GET', `/invoices/inv_unknown${path}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect(() => simulator.payInvoice('inv_unknown')).toThrow('The simulator has no invoice "inv_unknown".');
  });
});

describe('Being paid', () => {
  it('makes a payment of a paid invoice, found by every filter', async () => {
    const { client, simulator } = await start();
    const customerId = await newCustomer(client);
    const invoiceId = await newInvoice(client, customerId);
    const other = simulator.payInvoice(await newInvoice(client, await newCustomer(client)));

    const payment = simulator.payInvoice(invoiceId);

    expect(Object.keys(payment).toSorted()).toEqual(fieldsOf('Payment'));
    expect(payment).toMatchObject({ customer_id: customerId, status: 'succeeded', total: 30.3 });
    expect((await client.call('GET', `/invoices/${invoiceId}`)).body).toMatchObject({ status: 'paid' });
    expect((await client.call('GET', `/payments/${payment.id}`)).body).toEqual(payment);
    for (const query of [`invoice_id=${invoiceId}`, `customer_id=${customerId}&type=payment`])
      expect(await list(client, `/payments?${query}`)).toEqual([payment.id]);

    expect(await list(client, '/payments?status=succeeded&payment_method=card')).toEqual([
      other.id,
      payment.id,
    ]);
    expect(await list(client, '/payments?type=refund')).toEqual([]);
    expect(await list(client, '/payments?created_at_end=2020-01-01T00:00:00Z')).toEqual([]);
    expect(() => simulator.payInvoice(invoiceId)).toThrow(/cannot be paid: it is paid/);
  });

  it('pays out to the partner', async () => {
    const { client, simulator } = await start();
    const customerId = await newCustomer(client);
    const invoiceIds = [await newInvoice(client, customerId), await newInvoice(client, customerId)];
    const payments = invoiceIds.map((id) => simulator.payInvoice(id));
    simulator.payInvoice(await newInvoice(client, customerId));

    const payout = simulator.payOut(payments.map(({ id }) => id));

    expect(Object.keys(payout).toSorted()).toEqual(fieldsOf('Payout'));
    expect(payout).toMatchObject({ customer_id: customerId, total: 60.6, status: 'succeeded' });
    expect((await client.call('GET', `/payouts/${payout.id}`)).body).toEqual(payout);
    const transactions = await client.call('GET', `/payouts/${payout.id}/transactions`);
    expect(transactions.body['data']).toEqual(payments);
    for (const query of [`customer_id=${customerId}`, `invoice_id=${invoiceIds[1]}`, 'status=succeeded'])
      expect(await list(client, `/payouts?${query}`)).toEqual([payout.id]);

    for (const query of ['invoice_id=other', 'status=failed', 'end_date=2020-01-01T00:00:00Z'])
      expect(await list(client, `/payouts?${query}`)).toEqual([]);

    expect(() => simulator.payOut([])).toThrow(/at least one payment/);
    expect(() => simulator.payOut(['pay_unknown'])).toThrow(/no payment "pay_unknown"/);
  });
});

describe('Asking for a one-off payment', () => {
  it('answers 200 and is pending until the payer has paid', async () => {
    const { client, simulator } = await start();
    const reference = ' Order #7 / ü ';

    const created = await client.call('POST', '/payments/request', {
      body: { amount: '100', redirect_url: 'https://shop.example/done', reference_id: reference },
    });

    expect(created.status).toBe(200);
    expect(Object.keys(created.body).toSorted()).toEqual(fieldsOf('PaymentRequest'));
    expect(created.body).toMatchObject({ status: 'pending', reference_id: reference });
    const id = String(created.body['id']);
    simulator.payPaymentRequest(id);
    const paid = await client.call('GET', `/payments/request/${id}`);
    expect(paid.body).toEqual({ ...created.body, status: 'paid' });
    expect(() => simulator.payPaymentRequest(id)).toThrow(/cannot be paid: it is paid/);
    expect(() => simulator.payPaymentRequest('x')).toThrow(/no payment request "x"/);
  });

  it.each<[object, number, string]>([
    [{ amount: 100 }, 400, 'amount'],
    [{ amount: undefined }, 400, 'amount'],
    [{ amount: '0' }, 422, 'amount'],
    ...['ten', 'Infinity', '1e3', '0x10', ' 5 ', '0.001', '1,50', '-5', '9'.repeat(30)].map(
      (amount): [object, number, string] => [{ amount }, 422, 'amount'],
    ),
    [{ redirect_url: undefined }, 400, 'redirect_url'],
    [{ redirect_url: 'shop.example' }, 422, 'redirect_url'],
    [{ currency: 5 }, 400, 'currency'],
  ])('refuses %j with %d', async (more, refusal, field) => {
    const { client } = await start();
    const body = { amount: '1', redirect_url: 'https://shop.example', currency: 'USD', ...more };

    const answer = await client.call('POST', '/payments/request', { body });

    expect(answer.status).toBe(refusal);
    expect(Object.keys(answer.body['validation_errors'] as object)).toEqual([field]);
  });
});

describe("A customer's users and payment methods", () => {
  it('belong to their customer alone', async () => {
    const { client } = await start();
    const [one, other] = [await newCustomer(client), await newCustomer(client)];

    const user = await client.call('POST', `/customers/${one}/users`, {
      body: { email: 'ann@acme.example', first_name: 'Ann', last_name: 'Lee' },
    });
    const method = await client.call('POST', `/customers/${one}/payment-methods/bank`, {
      body: { account_data_type: 'us', routing_number: '110000000', account_number: '000123456789' },
    });

    expect(user).toMatchObject({ status: 201, body: { email: 'ann@acme.example', first_name: 'Ann' } });
    expect(Object.keys(user.body).toSorted()).toEqual(fieldsOf('CustomerUser'));
    expect(method).toMatchObject({ status: 201, body: { type: 'ACH' } });
    expect(method.text).not.toContain('000123456789');
    expect((await client.call('GET', `/customers/${one}/users`)).body['data']).toEqual([user.body]);
    expect((await client.call('GET', `/customers/${one}/payment-methods`)).body['data']).toEqual([
      method.body,
    ]);
    for (const path of ['users', 'payment-methods']) {
      expect(await list(client, `/customers/${other}/${path}`)).toEqual([]);
      expect((await client.call('GET', `/customers/cus_unknown/${path}`)).status).toBe(404);
    }
  });
});
