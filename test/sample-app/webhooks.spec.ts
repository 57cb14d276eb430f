import { webhookRequest, startSimulator } from 'nestjs-alternative-payments/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Sample } from './harness.js';

const openInvoice = async (sample: Sample): Promise<{ id: string; payment_link: string }> => {
  const { body: customers } = await sample.send('GET', '/customers');
  const { body: invoice } = await sample.send('POST', '/invoices', {
    customer_id: customers.data[0].id,
    due_date: '2027-01-31',
    line_items: [{ description: 'Backup', amount: 49.9 }],
  });
  return invoice;
};

describe('The sample application', () => {
  it('settles an invoice when it is paid on its page, and opens it again when the payment is returned', async () => {
    const sample = await Sample.start();
    expect(await sample.subscribed()).toMatchObject({ kept: ['invoice_paid', 'payment_failed'], wrong: [] });
    const invoice = await openInvoice(sample);
    expect((await sample.send('GET', '/webhooks')).body).toMatchObject({
      heard: [],
      invoices: [{ id: invoice.id, status: 'open' }],
    });

    await fetch(invoice.payment_link, { method: 'POST' });
    await sample.simulator.webhooks.settled();

    const { body: paid } = await sample.send('GET', '/webhooks');
    expect(paid).toMatchObject({
      heard: [{ topic: 'invoice_paid', entityId: invoice.id }],
      invoices: [{ id: invoice.id, status: 'settled', payments: [expect.any(String)] }],
    });

    const other = await openInvoice(sample);
    sample.simulator.failPayment(sample.simulator.startPayment(other.id).id);
    sample.simulator.returnPayment(paid.invoices[0].payments[0]);
    await sample.simulator.webhooks.settled();

    const { body: returned } = await sample.send('GET', '/webhooks');
    expect(returned.heard).toHaveLength(3);
    expect(returned.invoices).toMatchObject([
      { id: invoice.id, status: 'open' },
      { id: other.id, status: 'open' },
    ]);
  });

  it('believes no delivery that says more than the API', async () => {
    const sample = await Sample.start();
    await sample.subscribed();

    const { id } = await openInvoice(sample);
    const data = { id, status: 'paid' };
    const [attempt] = await sample.simulator.webhooks.deliver('invoice_paid', {
      entity_id: id,
      data,
    });

    expect(attempt).toMatchObject({ status: 200 });
    const { body } = await sample.send('GET', '/webhooks');
    expect(body).toMatchObject({ heard: [{ topic: 'invoice_paid' }], invoices: [{ id, status: 'open' }] });
  });

  it('subscribes at no real account by itself, and nobody can deliver to it', async () => {
    const api = await startSimulator({ seed: true });
    onTestFinished(() => api.close());
    const sample = await Sample.start({
      ALTERNATIVE_PAYMENTS_BASE_URL: api.baseURL,
      ALTERNATIVE_PAYMENTS_CLIENT_ID: api.options.clientId,
      ALTERNATIVE_PAYMENTS_CLIENT_SECRET: api.options.clientSecret,
    });

    const request = webhookRequest({
      topic: 'invoice_paid',
      entity_id: 'inv_1',
      secret: 'a-guess-of-somebody',
    });
    const url = `${sample.url}/webhooks/alternative-payments`;
    const answers = [
      await fetch(url, { method: 'POST', ...request }),
      await fetch(url, { method: 'POST', body: request.body }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    await expect(sample.subscribed()).rejects.toThrow('sync() needs the option "subscriptions"');
    expect(api.journal.apiRequests).toEqual([]);
  });

  it('starts on an address that only others reach, and then subscribes to nothing', async () => {
    const sample = await Sample.start({ HOST: '127.0.0.2' });

    await expect(sample.subscribed()).rejects.toThrow('sync() needs the option "subscriptions"');
  });
});
