import { describe, expect, it } from 'vitest';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import type { Client } from './client.js';
import { start } from './harness.js';

const CUSTOMERS = ['cus_1', 'cus_2'].map((id) => ({ id, name: id, email: `${id}@example.com` }));

const bill = (id: string, customer_id: string): object => ({
  id,
  customer_id,
  due_date: '2027-01-31',
  line_items: [{ amount: 10.1 }],
});

/** A simulator with the open invoices `inv_1` of one customer and `inv_2` of another. */
const billed = async (): Promise<{ client: Client; simulator: Simulator }> => {
  const invoices = [bill('inv_1', 'cus_1'), bill('inv_2', 'cus_2')];
  return start({ seed: { customers: CUSTOMERS, invoices: invoices as never } });
};

const statusOf = async (client: Client, path: string): Promise<unknown> =>
  (await client.call('GET', path)).body['status'];

/** The events of a thing, the latest last. */
const toldOf = async (client: Client, id: string): Promise<{ topic: string; data: object }[]> => {
  const { body } = await client.call('GET', '/webhooks/events');
  const events = body['data'] as { topic: string; entity_id: string; data: object }[];
  return events.filter(({ entity_id }) => entity_id === id);
};

const topicsOf = async (client: Client, id: string): Promise<string[]> =>
  (await toldOf(client, id)).map(({ topic }) => topic);

describe('A payment that takes days', () => {
  it('is pending, and settles the invoice when it succeeds', async () => {
    const { client, simulator } = await billed();

    const { id } = simulator.startPayment('inv_1');

    const pending = { status: 'pending', payment_method: 'standard_ach' };
    expect((await client.call('GET', `/payments/${id}`)).body).toMatchObject(pending);
    expect(await statusOf(client, '/invoices/inv_1')).toBe('open');
    expect(await topicsOf(client, id)).toEqual([]);

    expect(simulator.settlePayment(id)).toMatchObject({ id, status: 'succeeded' });
    expect(await statusOf(client, '/invoices/inv_1')).toBe('paid');
    expect(await topicsOf(client, id)).toEqual(['payment_succeeded']);
    expect(await topicsOf(client, 'inv_1')).toEqual(['invoice_created', 'invoice_paid']);
    expect(() => simulator.settlePayment(id)).toThrow(`"${id}" cannot be settled: it is succeeded.`);
  });

  it('may fail, which leaves the invoice open', async () => {
    const { client, simulator } = await billed();
    const { id } = simulator.startPayment('inv_1', 'card');

    expect(simulator.failPayment(id)).toMatchObject({ status: 'failed', payment_method: 'card' });

    expect(await statusOf(client, '/invoices/inv_1')).toBe('open');
    expect(await topicsOf(client, id)).toEqual(['payment_failed']);
    expect(() => simulator.failPayment(id)).toThrow(/cannot be failed: it is failed/);
  });

  it('cannot settle an invoice that was paid otherwise', async () => {
    const { client, simulator } = await billed();
    const { id } = simulator.startPayment('inv_1');
    simulator.payInvoice('inv_1');

    expect(() => simulator.settlePayment(id)).toThrow(/invoice "inv_1" cannot be paid: it is paid/);

    expect(await statusOf(client, `/payments/${id}`)).toBe('pending');
    expect(() => simulator.startPayment('inv_1')).toThrow(/cannot be paid: it is paid/);
  });
});

describe('Money that is taken back', () => {
  it.each([
    ['returnPayment', 'payment_failed'],
    ['chargeBack', 'payment_chargeback'],
  ] as const)('by %s opens the invoice again', async (deed, topic) => {
    const { client, simulator } = await billed();
    const { id } = simulator.payInvoice('inv_1');

    expect(simulator[deed](id)).toMatchObject({ id, status: 'failed' });

    expect(await statusOf(client, '/invoices/inv_1')).toBe('open');
    expect(await toldOf(client, id)).toMatchObject([
      { topic: 'payment_succeeded', data: { status: 'succeeded', invoice_id: 'inv_1' } },
      { topic, data: { status: 'failed', invoice_id: 'inv_1' } },
    ]);
    expect(() => simulator[deed](id)).toThrow(/it is failed/);
    expect(simulator.payInvoice('inv_1')).toMatchObject({ status: 'succeeded' });
  });

  it('leaves an invoice archived that was archived meanwhile', async () => {
    const { client, simulator } = await billed();
    const { id } = simulator.payInvoice('inv_1');
    await client.call('DELETE', '/invoices/inv_1');

    simulator.chargeBack(id);

    expect(await statusOf(client, '/invoices/inv_1')).toBe('archived');
  });

  it('by a refund is a payment of its own', async () => {
    const { client, simulator } = await billed();
    const { id } = simulator.payInvoice('inv_1');

    const refund = simulator.refundPayment(id);

    expect(refund).toMatchObject({ customer_id: 'cus_1', status: 'succeeded', total: -10.1 });
    expect(await topicsOf(client, id)).toEqual(['payment_succeeded', 'payment_refunded']);
    const found = async (query: string): Promise<unknown> =>
      (await client.call('GET', `/payments?invoice_id=inv_1&${query}`)).body['data'];
    expect(await found('type=refund')).toEqual([refund]);
    expect(await found('type=payment')).toMatchObject([{ id, status: 'succeeded' }]);
    expect(await statusOf(client, '/invoices/inv_1')).toBe('paid');
    expect(() => simulator.refundPayment(id)).toThrow(/it is refunded already/);
    expect(() => simulator.refundPayment(refund.id)).toThrow(/cannot be refunded: it is a refund/);
    expect(simulator.payOut([id, refund.id])).toMatchObject({ total: 0 });
  });
});

describe('A payment request that ends unpaid', () => {
  it.each([
    ['expirePaymentRequest', 'expired'],
    ['cancelPaymentRequest', 'cancelled'],
  ] as const)('by %s', async (deed, status) => {
    const { client, simulator } = await start();
    const { body } = await client.call('POST', '/payments/request', {
      body: { amount: '100', redirect_url: 'https://shop.example/done' },
    });
    const id = String(body['id']);

    expect(simulator[deed](id)).toMatchObject({ id, status });

    expect(await statusOf(client, `/payments/request/${id}`)).toBe(status);
    expect((await fetch(String(body['url']), { method: 'POST', redirect: 'manual' })).status).toBe(409);
    expect(() => simulator.payPaymentRequest(id)).toThrow(`cannot be paid: it is ${status}`);
    expect((await client.call('GET', '/webhooks/events')).body['data']).toEqual([]);
  });
});

describe('A payout', () => {
  const fees = [
    { name: 'Processing', amount: 1.5 },
    { name: 'Late', amount: 2, covered_by_customer: true, type: 'late_payment' as const },
  ];

  it('takes the payments of several customers, and fees off their sum', async () => {
    const { client, simulator } = await billed();
    const payments = ['inv_1', 'inv_2'].map((id) => simulator.payInvoice(id));

    const payout = simulator.payOut(
      payments.map(({ id }) => id),
      { fees },
    );

    expect(payout).toMatchObject({ customer_id: '', sub_total: 20.2, total: 18.7, status: 'succeeded' });
    expect((await client.call('GET', `/payouts/${payout.id}`)).body).toMatchObject({
      fees: [
        { name: 'Processing', amount: 1.5, covered_by_customer: false, type: 'method' },
        { name: 'Late', amount: 2, covered_by_customer: true, type: 'late_payment' },
      ],
    });
    const { body } = await client.call('GET', `/payouts/${payout.id}/transactions`);
    expect(body['data']).toEqual(payments);
    for (const query of ['customer_id=cus_1', 'customer_id=cus_2', 'invoice_id=inv_2'])
      expect((await client.call('GET', `/payouts?${query}`)).body['data']).toMatchObject([{ id: payout.id }]);
  });

  it('is scheduled, on its way, arrives, and may fail even then', async () => {
    const { client, simulator } = await billed();
    const payment = simulator.payInvoice('inv_1');

    const payout = simulator.schedulePayout([payment.id], { fees });
    expect(payout).toMatchObject({ status: 'scheduled', total: 8.6 });
    expect(Date.parse(payout.arrival_date)).toBeGreaterThan(Date.now());
    expect(simulator.processPayout(payout.id)).toMatchObject({ status: 'processing' });
    const arrived = simulator.settlePayout(payout.id);
    expect(arrived.status).toBe('succeeded');
    expect(Date.parse(arrived.arrival_date)).toBeLessThanOrEqual(Date.now());
    expect(simulator.failPayout(payout.id)).toMatchObject({ status: 'failed' });

    expect(await topicsOf(client, payout.id)).toEqual([
      'payout_scheduled',
      'payout_processing',
      'payout_paid',
      'payout_failed',
    ]);
    expect((await client.call('GET', '/payouts?status=failed')).body['data']).toHaveLength(1);
    for (const deed of ['processPayout', 'settlePayout', 'failPayout'] as const)
      expect(() => simulator[deed](payout.id)).toThrow(/it is failed/);
  });

  it('takes no payment that has not succeeded, and no fee that cannot be', async () => {
    const { simulator } = await billed();
    const { id } = simulator.startPayment('inv_1');

    expect(() => simulator.schedulePayout([id])).toThrow(`"${id}" cannot be paid out: it is pending.`);
    simulator.settlePayment(id);
    expect(() => simulator.payOut([id], { fees: [{ name: 'x', amount: 0.005 }] })).toThrow(/two decimals/);
    expect(() => simulator.payOut([id], { fees: [{ amount: 1 } as never] })).toThrow(/name must be/);
  });
});
