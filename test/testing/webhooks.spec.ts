import { describe, expect, it } from 'vitest';
import { fieldsOf } from './api-description.js';
import { start } from './harness.js';

describe('Subscribing to webhooks', () => {
  it('shows the end of the secret only', async () => {
    const { client } = await start();

    const answer = await client.call('POST', '/webhooks', {
      body: {
        endpoint_url: 'https://hooks.example/a',
        topic: 'invoice_paid',
        secret_key: 'very-secret-1234',
      },
    });

    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body).toSorted()).toEqual(fieldsOf('WebhookSubscription'));
    expect(answer.body).toMatchObject({ is_active: true, secret_last_4_digits: '1234' });
    expect(answer.text).not.toContain('very-secret');
  });

  it('lists by topic and activity, and forgets the deleted', async () => {
    const { client } = await start();
    const subscribe = async (topic: string): Promise<unknown> =>
      (await client.call('POST', '/webhooks', { body: { endpoint_url: 'https://hooks.example', topic } }))
        .body;
    const list = async (query: string): Promise<unknown> =>
      (await client.call('GET', `/webhooks?${query}`)).body['data'];
    const paid = (await subscribe('invoice_paid')) as { id: string };
    const created = await subscribe('customer_created');

    expect(await list('')).toEqual([paid, created]);
    expect(await list('topic=customer_created')).toEqual([created]);
    expect(await list('is_active=true')).toEqual([paid, created]);
    expect(await list('is_active=false')).toEqual([]);

    expect(await client.call('DELETE', `/webhooks/${paid.id}`)).toMatchObject({ status: 200, body: paid });
    expect(await list('')).toEqual([created]);
    expect((await client.call('DELETE', `/webhooks/${paid.id}`)).status).toBe(404);
  });

  it('refuses an address without a scheme', async () => {
    const { client } = await start();

    const answer = await client.call('POST', '/webhooks', {
      body: { endpoint_url: 'hooks.example/a', topic: 'invoice_paid' },
    });

    expect(answer).toMatchObject({ status: 400, body: { message: 'URL scheme is required' } });
  });

  it('refuses missing fields and unknown topics', async () => {
    const { client } = await start();

    const empty = await client.call('POST', '/webhooks', { body: {} });
    const unknown = await client.call('POST', '/webhooks', {
      body: { endpoint_url: 'https://hooks.example', topic: 'invoice_eaten' },
    });

    expect(empty).toMatchObject({
      status: 400,
      body: { validation_errors: { endpoint_url: 'is required', topic: 'is required' } },
    });
    expect(unknown).toMatchObject({
      status: 422,
      body: { validation_errors: { topic: expect.any(String) } },
    });
  });
});

describe('Reading webhook events', () => {
  it('finds what happened, by topic, status and time', async () => {
    const { client, simulator } = await start();
    const { body: customer } = await client.call('POST', '/customers', {
      body: { name: 'Acme', email: 'a@acme.example' },
    });
    const { body: invoice } = await client.call('POST', '/invoices', {
      body: { customer_id: customer['id'], due_date: '2026-03-01', line_items: [{ amount: 5 }] },
    });
    const payment = simulator.payInvoice(String(invoice['id']));
    simulator.payOut([payment.id]);
    await client.call('DELETE', `/customers/${String(customer['id'])}`);
    const events = async (query: string): Promise<{ topic: string; entity_id: string }[]> =>
      (await client.call('GET', `/webhooks/events?${query}`)).body['data'] as never;

    expect((await events('')).map(({ topic }) => topic)).toEqual([
      'customer_created',
      'invoice_created',
      'invoice_paid',
      'payment_succeeded',
      'payout_paid',
      'customer_archived',
    ]);
    expect(await events('topic=payment_succeeded&status=pending')).toMatchObject([{ entity_id: payment.id }]);
    expect(await events('status=delivered')).toEqual([]);
    expect(await events('to_date=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await client.call('GET', '/webhooks/events?from_date=today')).status).toBe(400);
    expect((await client.call('POST', '/webhooks/retry')).status).toBe(200);
  });

  it('keeps events as they were when they happened', async () => {
    const { client, simulator } = await start({ seed: [{ name: 'Acme', email: 'a@acme.example' }] });
    const { body } = await client.call('GET', '/customers');
    const [customer] = body['data'] as { id: string }[];
    const { body: invoice } = await client.call('POST', '/invoices', {
      body: { customer_id: customer?.id, due_date: '2026-03-01', line_items: [{ amount: 5 }] },
    });
    simulator.payInvoice(String(invoice['id']));

    const answer = await client.call('GET', '/webhooks/events?topic=invoice_created');

    expect(answer.body['data']).toMatchObject([{ data: { status: 'open' } }]);
  });
});
