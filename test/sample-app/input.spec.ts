import { describe, expect, it } from 'vitest';
import { Sample } from './harness.js';

const LINE = { description: 'Backup', amount: 49.9 };
const CUSTOMER = { name: 'Acme', email: 'ap@acme.example' };
const INVOICE = { customer_id: 'cus_1', due_date: '2027-01-31', line_items: [LINE] };
const PAYMENT_REQUEST = { amount: '49.90', redirect_url: 'https://shop.example/done' };

describe('The sample application', () => {
  it.each([
    ['/customers', CUSTOMER, { admin: true }],
    ['/customers', CUSTOMER, { name: undefined }],
    ['/customers', CUSTOMER, { email: 'nobody' }],
    ['/invoices', INVOICE, { status: 'paid' }],
    ['/invoices', INVOICE, { customer_id: '../payments' }],
    ['/invoices', INVOICE, { due_date: '2027-02-30' }],
    ['/invoices', INVOICE, { line_items: [] }],
    ['/invoices', INVOICE, { line_items: [{ ...LINE, amount: '49.90' }] }],
    ['/invoices', INVOICE, { line_items: [{ ...LINE, amount: 49.999 }] }],
    ['/invoices', INVOICE, { line_items: [{ ...LINE, price: 1 }] }],
    ['/payment-requests', PAYMENT_REQUEST, { status: 'paid' }],
    ['/payment-requests', PAYMENT_REQUEST, { amount: 49.9 }],
    ['/payment-requests', PAYMENT_REQUEST, { amount: '49.999' }],
    ['/payment-requests', PAYMENT_REQUEST, { redirect_url: 'javascript:alert(1)' }],
  ])('answers 400 to POST %s of %j with %j, and asks the API nothing', async (path, body, change) => {
    const sample = await Sample.start();

    const answer = await sample.send('POST', path, { ...body, ...change });

    expect(answer).toMatchObject({ status: 400, body: { error: 'Bad Request' } });
    expect(sample.received).toEqual([]);
  });

  it.each(['/customers', '/invoices', '/payment-requests', '/partners'])(
    'answers 400 to POST %s without a body',
    async (path) => {
      const sample = await Sample.start();

      expect((await sample.send('POST', path)).status).toBe(400);
      expect((await sample.send('POST', path, [])).status).toBe(400);
    },
  );

  it.each([
    '/customers/%2e%2e',
    '/customers/..',
    '/customers/.',
    '/customers/%2E',
    '/customers/%20',
    '/customers/..%2finvoices',
    '/customers/a%5c..%5cb',
    '/customers/a%3fb',
    '/demo/customers/%2e%2e',
    '/invoices/%2e%2e/payment-link',
    '/invoices/%2e/payment-link',
    '/invoices?customer_id=..',
    '/payment-requests/%2e%2e',
    '/payment-requests/%2e%2e/follow',
    '/partners/%2e%2e/customers',
    '/customers?limit=0',
    '/customers?limit=5&limit=6',
    '/customers?status=paid',
  ])('answers 400 to GET %s, and asks the API nothing', async (path) => {
    const sample = await Sample.start();

    expect(await sample.send('GET', path)).toMatchObject({ status: 400 });
    expect(sample.received).toEqual([]);
  });

  it.each(['/invoices//payment-link', '/payment-requests//follow', '/partners//customers'])(
    'knows no path %s with an empty id',
    async (path) => {
      const sample = await Sample.start();

      expect((await sample.send('GET', path)).status).toBe(404);
      expect(sample.received).toEqual([]);
    },
  );

  it('hands on to the API what fits', async () => {
    const sample = await Sample.start();

    const { body } = await sample.send('POST', '/customers', { ...CUSTOMER, external_id: 'psa-1' });
    expect((await sample.send('GET', `/customers/${body.id}`)).body).toMatchObject({ external_id: 'psa-1' });
    const again = await sample.send('POST', '/customers', { ...CUSTOMER, external_id: 'psa-1' });
    expect(again).toMatchObject({ status: 422, body: { statusCode: 422, message: expect.any(String) } });
    expect((await sample.send('GET', '/customers?limit=2')).body.data).toHaveLength(2);
  });
});
