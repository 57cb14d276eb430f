import { describe, expect, it } from 'vitest';
import { pass, useFakeTime } from '../support/fake-time.js';
import { fieldsOf } from './api-description.js';
import type { Answer, Client } from './client.js';
import { start } from './harness.js';

const SEED = {
  customers: ['cus_1', 'cus_2'].map((id) => ({ id, name: id, email: `${id}@example.com` })),
  invoices: ['inv_1', 'inv_2'].map((id) => ({
    id,
    customer_id: id.replace('inv', 'cus'),
    due_date: '2027-01-31',
    line_items: [{ amount: 10.1 }],
  })),
};

const tokenFor = (client: Client, body: object): Promise<Answer> =>
  client.call('POST', '/checkout-auth/init', { body });

describe('A checkout token', () => {
  it('opens its invoice, and nothing else', async () => {
    const { client } = await start({ seed: SEED });

    const { status, body } = await tokenFor(client, { customer_id: 'cus_1', invoice_id: 'inv_1' });
    const token = String(body['token']);
    const invoice = await client.call('GET', '/checkout/v1/invoice', { token });

    expect(status).toBe(200);
    expect(token).toMatch(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/);
    expect(Object.keys(invoice.body).toSorted()).toEqual(fieldsOf('CheckoutInvoiceReply'));
    expect(invoice.body).toMatchObject({ id: 'inv_1', customer_id: 'cus_1', total: 10.1 });
    expect((await client.call('GET', '/invoices/inv_1', { token })).status).toBe(401);
  });

  it('cannot be replaced by another token', async () => {
    const { client, simulator } = await start({ seed: SEED });
    const token = simulator.issueToken();

    expect((await client.call('GET', '/checkout/v1/invoice', { token })).status).toBe(401);
    expect((await client.send('GET', '/checkout/v1/invoice')).status).toBe(401);
  });

  it('lives for a quarter of an hour', async () => {
    useFakeTime();
    const { client } = await start({ seed: SEED });
    const { body } = await tokenFor(client, { customer_id: 'cus_1', invoice_id: 'inv_1' });
    const token = String(body['token']);
    expect(Date.parse(String(body['expires_at'])) - Date.now()).toBe(15 * 60_000);

    await pass(15 * 60_000 - 1);
    expect((await client.call('GET', '/checkout/v1/invoice', { token })).status).toBe(200);
    await pass(1);
    expect((await client.call('GET', '/checkout/v1/invoice', { token })).status).toBe(401);
  });

  it.each([
    [{ customer_id: 'cus_1' }, 'invalid invoice id'],
    [{ customer_id: 'cus_1', invoice_id: 'inv_unknown' }, 'invalid invoice id'],
    [{ customer_id: 'cus_2', invoice_id: 'inv_1' }, 'invalid customer id'],
    [{ invoice_id: 'inv_1' }, 'invalid customer id'],
  ])('is refused for %j', async (body, message) => {
    const { client } = await start({ seed: SEED });

    expect(await tokenFor(client, body)).toMatchObject({ status: 400, body: { message } });
  });
});

describe('Cards', () => {
  const card = (client: Client, card_provider_token: string): Promise<Answer> =>
    client.call('POST', '/customers/cus_1/payment-methods/card', {
      body: { card_provider_token, provider: 'evervault' },
    });

  it('are stored by a token of the browser kit alone', async () => {
    const { client } = await start({ seed: SEED });

    expect((await card(client, 'home-made')).status).toBe(500);
    expect(await card(client, 'simulated-card')).toMatchObject({ status: 201, body: { type: 'CARD' } });
    expect((await card(client, '')).body).toMatchObject({
      validation_errors: { card_provider_token: 'is required' },
    });
    const { body } = await client.call('GET', '/customers/cus_1/payment-methods');
    expect(body['data']).toHaveLength(1);
  });

  it('have their code registered', async () => {
    const { client } = await start({ seed: SEED });
    const { body } = await card(client, 'simulated-card');
    const register = (customer: string, more: object = {}): Promise<Answer> =>
      client.call('POST', `/customers/${customer}/payment-methods/${String(body['id'])}/cvv`, {
        body: {
          cvv_secret: 'x',
          product_id: 'inv_1',
          product_type: 'invoice',
          provider: 'evervault',
          ...more,
        },
      });

    expect(await register('cus_1')).toMatchObject({ status: 201, body: { success: true } });
    expect((await register('cus_2')).status).toBe(404);
    expect(await register('cus_1', { provider: 'other' })).toMatchObject({
      status: 422,
      body: { validation_errors: { provider: 'must be evervault' } },
    });
  });
});

describe('Charging a stored method', () => {
  const method = async (client: Client, type: 'bank' | 'card', customer = 'cus_1'): Promise<string> => {
    const body = { card_provider_token: 'simulated-card', account_number: '000123456789' };
    return String(
      (await client.call('POST', `/customers/${customer}/payment-methods/${type}`, { body })).body['id'],
    );
  };
  const charge = (client: Client, body: object): Promise<Answer> =>
    client.call('POST', '/payments', { body });

  it.each([
    ['card', { payment_method: 'card', status: 'succeeded' }, 'paid'],
    ['bank', { payment_method: 'standard_ach', status: 'pending' }, 'open'],
  ] as const)('of the type %s', async (type, payment, status) => {
    const { client } = await start({ seed: SEED });
    const payment_method_id = await method(client, type);

    const charged = await charge(client, { idempotency_key: 'k', invoice_id: 'inv_1', payment_method_id });

    expect(charged).toMatchObject({ status: 201, body: { ...payment, total: 10.1 } });
    expect((await client.call('GET', '/invoices/inv_1')).body).toMatchObject({ status });
    expect((await client.call('GET', '/payments?invoice_id=inv_1')).body['data']).toEqual([charged.body]);
  });

  it('makes one payment of a repeated key', async () => {
    const { client } = await start({ seed: SEED });
    const body = {
      idempotency_key: 'k',
      invoice_id: 'inv_1',
      payment_method_id: await method(client, 'bank'),
    };

    const [first, second] = [await charge(client, body), await charge(client, body)];

    expect(second.body).toEqual(first.body);
    expect((await charge(client, { ...body, idempotency_key: 'other' })).body['id']).not.toBe(
      first.body['id'],
    );
  });

  it('wants a key, an open invoice, and a method of its customer', async () => {
    const { client } = await start({ seed: SEED });
    const foreign = await method(client, 'card', 'cus_2');
    const good = { idempotency_key: 'k', invoice_id: 'inv_1', payment_method_id: foreign };

    expect((await charge(client, {})).body['validation_errors']).toEqual({
      idempotency_key: 'is required',
      invoice_id: 'is required',
      payment_method_id: 'is required',
    });
    expect(await charge(client, good)).toMatchObject({
      status: 422,
      body: { validation_errors: { payment_method_id: 'is not a method of the customer' } },
    });
    await client.call('DELETE', '/invoices/inv_2');
    expect((await charge(client, { ...good, invoice_id: 'inv_2' })).body['validation_errors']).toEqual({
      invoice_id: 'is not an open invoice',
    });
  });
});
