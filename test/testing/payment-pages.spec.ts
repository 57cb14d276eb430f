import { describe, expect, it } from 'vitest';
import type { Client } from './client.js';
import { start } from './harness.js';

const created = async (client: Client, path: string, body: object): Promise<Record<string, unknown>> =>
  (await client.call('POST', path, { body })).body;

const openInvoice = async (client: Client): Promise<string> => {
  const customer = await created(client, '/customers', { name: 'Acme', email: 'a@acme.example' });
  const lines = [{ description: 'Backup', amount: 49.9, quantity: 2 }];
  const body = { customer_id: customer['id'], due_date: '2026-03-01', line_items: lines };
  return String((await created(client, '/invoices', body))['id']);
};

const linkOf = async (client: Client, invoice: string): Promise<string> =>
  String((await client.call('GET', `/invoices/${invoice}/payment-link`)).body['url']);

const topics = async (client: Client): Promise<unknown[]> => {
  const { body } = await client.call('GET', '/webhooks/events');
  return (body['data'] as { topic: string; entity_id: string }[]).map(({ topic }) => topic);
};

describe('The page behind the payment link of an invoice', () => {
  it('is one of the simulator, and its button pays the invoice', async () => {
    const { client, simulator } = await start();
    const invoice = await openInvoice(client);

    const link = await linkOf(client, invoice);
    expect(link.startsWith(`${new URL(simulator.baseURL).host}/`)).toBe(true);
    const page = await fetch(`http://${link}`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toMatch(/99\.8 USD is open.*<form method="post"><button>Pay<\/button>/);

    const paid = await fetch(`http://${link}`, { method: 'POST' });
    expect(paid).toMatchObject({ status: 200, url: `http://${link}` });
    expect(await paid.text()).toMatch(/is paid/);
    expect((await client.call('GET', `/invoices/${invoice}`)).body).toMatchObject({ status: 'paid' });
    expect((await client.call('GET', `/payments?invoice_id=${invoice}`)).body['data']).toHaveLength(1);
    expect(await topics(client)).toEqual(expect.arrayContaining(['invoice_paid', 'payment_succeeded']));
  });

  it('pays once', async () => {
    const { client } = await start();
    const link = `http://${await linkOf(client, await openInvoice(client))}`;
    await fetch(link, { method: 'POST' });

    expect((await fetch(link, { method: 'POST' })).status).toBe(409);
    expect(await (await fetch(link)).text()).not.toContain('<form');
    expect((await topics(client)).filter((topic) => topic === 'invoice_paid')).toHaveLength(1);
  });

  it('knows nothing of an unknown or an archived invoice to pay', async () => {
    const { client, simulator } = await start();
    const invoice = await openInvoice(client);
    const link = `http://${await linkOf(client, invoice)}`;
    await client.call('DELETE', `/invoices/${invoice}`);

    expect((await fetch(link, { method: 'POST' })).status).toBe(409);
    expect((await fetch(`${simulator.baseURL}/pay/invoices/inv_unknown`)).status).toBe(404);
  });

  it.each(['localhost', '0.0.0.0'])('is reached when the simulator listens on %s', async (host) => {
    const { client } = await start({ host });
    const link = await linkOf(client, await openInvoice(client));

    expect((await fetch(`http://${link}`)).status).toBe(200);
  });
});

describe('The page of a payment request', () => {
  it.each([
    ['https://shop.example/完了', 'https://shop.example/%E5%AE%8C%E4%BA%86'],
    ['https://例え.example/?q=ü#é', 'https://xn--r8jz45g.example/?q=%C3%BC#%C3%A9'],
    ['https://shop.example/a\nset-cookie: b', 'https://shop.example/aset-cookie:%20b'],
    ['app://done/😀', 'app://done/%F0%9F%98%80'],
  ])('sends the payer back to %j and stays up', async (redirect_url, location) => {
    const { client } = await start();
    const { url } = await created(client, '/payments/request', { amount: '49.90', redirect_url });

    const paid = await fetch(String(url), { method: 'POST', redirect: 'manual' });

    expect(paid.status).toBe(303);
    expect(paid.headers.get('location')).toBe(location);
    expect(await (await fetch(String(url))).text()).toContain('is paid');
  });
});
