import { startSimulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Sample } from './harness.js';

describe('The sample application', () => {
  it('says what can be tried, with the id of a customer that is there', async () => {
    const sample = await Sample.start();

    const { status, body } = await sample.send('GET', '/tour');

    expect(status).toBe(200);
    expect(body).toMatch(/^Try:\n/);
    expect(body).not.toContain('…');
    const commands = body.split('\n').filter((line: string) => line.startsWith('  curl '));
    for (const command of commands) expect(command).toContain(sample.url);
    const customer = String(/"customer_id":"(\w+)"/.exec(body)?.[1]);
    expect((await sample.send('GET', `/customers/${customer}`)).status).toBe(200);
  });

  it('proposes nothing that writes to a real account', async () => {
    const api = await startSimulator({ seed: true });
    onTestFinished(() => api.close());
    const sample = await Sample.start({
      ALTERNATIVE_PAYMENTS_BASE_URL: api.baseURL,
      ALTERNATIVE_PAYMENTS_CLIENT_ID: api.options.clientId,
      ALTERNATIVE_PAYMENTS_CLIENT_SECRET: api.options.clientSecret,
    });

    const { body } = await sample.send('GET', '/tour');

    expect(body).toMatch(/^Try:\n {2}curl \S+\/customers\n/);
    expect(body).not.toMatch(/"customer_id"|"amount"|"email"/);
    expect(api.journal.apiRequests).toEqual([]);
  });

  it('listens on this machine alone unless HOST says otherwise', async () => {
    expect((await Sample.start()).address).toBe('127.0.0.1');

    const open = await Sample.start({ HOST: '0.0.0.0' });
    expect(open.address).toBe('0.0.0.0');
    expect((await fetch(open.url)).status).toBe(200);
  });

  it('opens an invoice whose link leads to a page on which it is paid', async () => {
    const sample = await Sample.start();
    const { body: customers } = await sample.send('GET', '/customers');
    const { body: invoice } = await sample.send('POST', '/invoices', {
      customer_id: customers.data[0].id,
      due_date: '2027-01-31',
      line_items: [{ description: 'Backup', amount: 49.9, quantity: 2 }],
    });
    expect(invoice).toMatchObject({ status: 'open', total: 99.8, currency: 'USD' });

    const page = await fetch(invoice.payment_link);
    expect(await page.text()).toContain('<button>Pay</button>');
    await fetch(invoice.payment_link, { method: 'POST' });

    const { body } = await sample.send('GET', `/invoices?customer_id=${invoice.customer_id}`);
    expect(body.data).toMatchObject([{ id: invoice.id, status: 'paid' }]);
  });

  it('says where a payment request is followed, until it is paid', async () => {
    const sample = await Sample.start();
    const { body: request } = await sample.send('POST', '/payment-requests', {
      amount: '49.90',
      redirect_url: 'https://shop.example/完了',
    });

    await fetch(request.url, { method: 'POST', redirect: 'manual' });

    expect(await (await fetch(request.follow)).text()).toContain('"status":"paid"');
  });

  it('ends while a payment request is followed', async () => {
    const sample = await Sample.start();
    const { body: request } = await sample.send('POST', '/payment-requests', {
      amount: '49.90',
      redirect_url: 'https://shop.example/',
    });
    const stream = (await fetch(request.follow)).body?.getReader();
    await stream?.read();

    await sample.close();

    await expect(fetch(sample.url)).rejects.toThrow('fetch failed');
  });
});
