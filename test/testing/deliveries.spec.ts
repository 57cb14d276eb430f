import { inspect } from 'node:util';
import { WEBHOOK_TOPICS } from 'nestjs-alternative-payments';
import { type Simulator, webhookRequest } from 'nestjs-alternative-payments/testing';
import { describe, expect, it } from 'vitest';
import type { Client } from './client.js';
import { messageOf, start } from './harness.js';
import { receive, type Receiver } from './receiver.js';

const SECRET = 'the-secret-of-the-test';

const SEED = {
  customers: [{ id: 'cus_1', name: 'Acme', email: 'billing@acme.example' }],
  invoices: ['inv_1', 'inv_2', 'inv_3'].map((id) => ({
    id,
    customer_id: 'cus_1',
    due_date: '2027-01-31',
    line_items: [{ amount: 10 }],
  })),
};

interface Setting {
  readonly simulator: Simulator;
  readonly client: Client;
  readonly receiver: Receiver;
  /** Subscribes the receiver through the API, and answers the id of the subscription. */
  readonly subscribe: (topic: string, secret_key?: string) => Promise<string>;
  readonly statusOf: (topic: string) => Promise<unknown>;
  readonly subscription: (id: string) => Promise<Record<string, unknown> | undefined>;
}

async function set(): Promise<Setting> {
  const { simulator, client } = await start({ seed: SEED });
  const receiver = await receive();
  const listOf = async (path: string): Promise<Record<string, unknown>[]> =>
    (await client.call('GET', path)).body['data'] as never;
  return {
    simulator,
    client,
    receiver,
    subscribe: async (topic, secret_key = SECRET) => {
      const body = { endpoint_url: receiver.url, topic, secret_key };
      return String((await client.call('POST', '/webhooks', { body })).body['id']);
    },
    statusOf: async (topic) => (await listOf(`/webhooks/events?topic=${topic}`)).at(-1)?.['status'],
    subscription: async (id) => (await listOf('/webhooks')).find((one) => one['id'] === id),
  };
}

describe('What happens in the simulator', () => {
  it('is delivered to the subscriptions to its topic, with their secret', async () => {
    const { simulator, receiver, subscribe, statusOf } = await set();
    await subscribe('invoice_paid');
    await subscribe('payment_failed');

    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();

    expect(receiver.received).toMatchObject([
      {
        headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
        body: { topic: 'invoice_paid', entity_id: 'inv_1', data: { id: 'inv_1', status: 'paid' } },
      },
    ]);
    const { body } = receiver.received[0]!;
    expect(Object.keys(body).toSorted()).toEqual([
      'data',
      'entity_id',
      'idempotency_key',
      'timestamp',
      'topic',
    ]);
    expect(new Date(String(body['timestamp'])).toISOString()).toBe(body['timestamp']);
    expect(simulator.webhooks.attempts).toEqual([
      {
        topic: 'invoice_paid',
        entity_id: 'inv_1',
        idempotency_key: body['idempotency_key'],
        subscription_id: expect.any(String),
        endpoint_url: receiver.url,
        attempt: 1,
        status: 200,
      },
    ]);
    expect(await statusOf('invoice_paid')).toBe('delivered');
    expect(await statusOf('payment_succeeded')).toBe('pending');
  });

  it('is delivered without an Authorization header where the subscription has no secret', async () => {
    const { simulator, receiver, subscribe } = await set();
    await subscribe('invoice_paid', '');

    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();

    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is delivered to every subscription with the same key', async () => {
    const { simulator, receiver, subscribe } = await set();
    await subscribe('invoice_paid', `${SECRET}-old`);
    await subscribe('invoice_paid', `${SECRET}-new`);

    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();

    const secrets = receiver.received.map(({ headers }) => String(headers.authorization));
    expect(secrets.toSorted()).toEqual([`Bearer ${SECRET}-new`, `Bearer ${SECRET}-old`]);
    expect(new Set(receiver.received.map(({ body }) => body['idempotency_key'])).size).toBe(1);
  });

  it('is delivered to nobody once the subscription is deleted', async () => {
    const { client, simulator, receiver, subscribe } = await set();
    const id = await subscribe('invoice_paid');
    await client.call('DELETE', `/webhooks/${id}`);

    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();

    expect(receiver.received).toEqual([]);
    expect(simulator.webhooks.attempts).toEqual([]);
  });

  it('tells of these topics', async () => {
    const { client, simulator, receiver } = await set();
    simulator.webhooks.subscribe(receiver.url, { secret: SECRET });
    const made = async (path: string, body: object): Promise<string> =>
      String((await client.call('POST', path, { body }))['body']['id']);

    const customer = await made('/customers', { name: 'B', email: 'b@b.example' });
    await made(`/customers/${customer}/payment-methods/bank`, { account_number: '000123456789' });
    const lines = [{ amount: 1 }];
    const invoice = await made('/invoices', {
      customer_id: customer,
      due_date: '2027-01-31',
      line_items: lines,
    });
    await client.call('DELETE', `/invoices/${invoice}`);
    await client.call('DELETE', `/customers/${customer}`);
    const { id: paid } = simulator.payInvoice('inv_1');
    simulator.failPayment(simulator.startPayment('inv_2').id);
    simulator.refundPayment(paid);
    const { id: charged } = simulator.payInvoice('inv_2');
    simulator.chargeBack(charged);
    simulator.payOut([paid]);
    simulator.failPayout(simulator.processPayout(simulator.schedulePayout([paid]).id).id);
    await simulator.webhooks.settled();

    const byDeliver = [
      'customer_updated',
      'default_payment_method_changed',
      'invoice_updated',
      'payment_method_deleted',
    ];
    const told = WEBHOOK_TOPICS.filter((topic) => !byDeliver.includes(topic));
    expect([...new Set(receiver.topics())].toSorted()).toEqual(told.toSorted());
    for (const topic of byDeliver) await simulator.webhooks.deliver(topic);
    expect(receiver.topics().slice(-byDeliver.length)).toEqual(byDeliver);
  });

  it('tells of a returned payment as one that has failed', async () => {
    const { simulator, receiver } = await set();
    simulator.webhooks.subscribe(receiver.url, { topics: ['payment_failed'] });

    simulator.returnPayment(simulator.payInvoice('inv_1').id);
    await simulator.webhooks.settled();

    expect(receiver.topics()).toEqual(['payment_failed']);
  });
});

describe('A delivery that fails', () => {
  it.each([500, 503, 404, 302, 'nothing'] as const)(
    'is repeated after %s, until it is answered with 2xx',
    async (answer) => {
      const { simulator, receiver, subscribe, statusOf } = await set();
      await subscribe('invoice_paid');
      receiver.answer = answer === 'nothing' ? 500 : answer;

      simulator.payInvoice('inv_1');
      await simulator.webhooks.pass(9_000);
      expect(receiver.received).toHaveLength(1);
      expect(await statusOf('invoice_paid')).toBe('pending');
      await simulator.webhooks.pass(1_000);
      expect(receiver.received).toHaveLength(2);

      receiver.answer = 204;
      await simulator.webhooks.pass(24 * 3_600_000);

      expect(receiver.received).toHaveLength(3);
      expect(new Set(receiver.received.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(simulator.webhooks.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(await statusOf('invoice_paid')).toBe('delivered');
    },
  );

  it('is repeated when its time comes, without a test that pushes the clock', async () => {
    const { simulator, receiver, subscribe } = await set();
    await subscribe('invoice_paid');
    receiver.answer = 500;
    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();
    receiver.answer = 200;
    await simulator.webhooks.pass(9_500);

    await expect.poll(() => simulator.webhooks.attempts.length, { timeout: 30_000 }).toBe(2);
    expect(simulator.webhooks.attempts.at(-1)).toMatchObject({ attempt: 2, status: 200 });
  });

  it('has failed after five attempts, and is sent again by POST /webhooks/retry', async () => {
    const { client, simulator, receiver, subscribe, statusOf } = await set();
    await subscribe('invoice_paid');
    receiver.answer = 500;
    simulator.payInvoice('inv_1');
    await simulator.webhooks.pass(24 * 3_600_000);
    expect(receiver.received).toHaveLength(5);
    expect(await statusOf('invoice_paid')).toBe('failed');

    receiver.answer = 200;
    await client.call('POST', '/webhooks/retry');
    await simulator.webhooks.settled();

    expect(receiver.received).toHaveLength(6);
    expect(await statusOf('invoice_paid')).toBe('delivered');
    await client.call('POST', '/webhooks/retry');
    await simulator.webhooks.settled();
    expect(receiver.received).toHaveLength(6);
  });

  it('is sent by POST /webhooks/retry before its next attempt is due', async () => {
    const { client, simulator, receiver, subscribe } = await set();
    await subscribe('invoice_paid');
    receiver.answer = 500;
    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();

    receiver.answer = 200;
    await client.call('POST', '/webhooks/retry');
    await simulator.webhooks.pass(24 * 3_600_000);

    expect(receiver.received).toHaveLength(2);
  });

  it('says why no answer came', async () => {
    const { simulator } = await set();
    simulator.webhooks.subscribe('http://127.0.0.1:1/hooks', { topics: ['invoice_paid'] });

    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();

    expect(simulator.webhooks.attempts).toMatchObject([
      { status: undefined, error: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  it('deactivates the subscription with the third in a row, which then gets nothing', async () => {
    const { client, simulator, receiver, subscribe, subscription, statusOf } = await set();
    const id = await subscribe('invoice_paid');
    receiver.answer = 500;
    for (const invoice of ['inv_1', 'inv_2', 'inv_3']) {
      expect(await subscription(id)).toMatchObject({ is_active: true });
      simulator.payInvoice(invoice);
      await simulator.webhooks.pass(24 * 3_600_000);
    }
    expect(await subscription(id)).toMatchObject({ is_active: false });
    const count = receiver.received.length;

    receiver.answer = 200;
    await client.call('POST', '/webhooks/retry');
    await simulator.webhooks.settled();

    expect(receiver.received).toHaveLength(count);
    expect(await statusOf('invoice_paid')).toBe('failed');
    expect(await messageOf(simulator.webhooks.deliver('invoice_paid'))).toContain('No active subscription');
  });

  it('is not repeated to a subscription that was deactivated meanwhile', async () => {
    const { simulator, receiver, subscribe, statusOf } = await set();
    const id = await subscribe('invoice_paid');
    receiver.answer = 500;
    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();

    simulator.webhooks.deactivate(id);
    await simulator.webhooks.pass(24 * 3_600_000);

    expect(receiver.received).toHaveLength(1);
    expect(await statusOf('invoice_paid')).toBe('failed');
  });
});

describe('A test', () => {
  it('makes an event happen about the latest entity, or one of its own', async () => {
    const { simulator, receiver } = await set();
    simulator.webhooks.subscribe(receiver.url, { secret: SECRET });

    const [attempt] = await simulator.webhooks.deliver('invoice_updated');
    await simulator.webhooks.deliver('customer_updated', { entity_id: 'cus_1' });
    await simulator.webhooks.deliver('payment_method_deleted', { entity_id: 'pm_9', data: { a: 1 } });

    expect(attempt).toMatchObject({ topic: 'invoice_updated', entity_id: 'inv_3', status: 200 });
    expect(receiver.received.map(({ body }) => body)).toMatchObject([
      { entity_id: 'inv_3', data: { id: 'inv_3', status: 'open' } },
      { entity_id: 'cus_1', data: { name: 'Acme' } },
      { entity_id: 'pm_9', data: { a: 1 } },
    ]);
  });

  it('has a delivery repeated with one key', async () => {
    const { simulator, receiver } = await set();
    simulator.webhooks.subscribe(receiver.url, { secret: SECRET });

    const attempts = await simulator.webhooks.deliver('customer_updated', { times: 3 });
    expect(attempts).toHaveLength(3);
    expect(new Set(receiver.received.map(({ body }) => body['idempotency_key'])).size).toBe(1);

    expect(await simulator.webhooks.repeat()).toHaveLength(3);
    expect(receiver.received).toHaveLength(6);
    expect(new Set(receiver.received.map(({ body }) => body['idempotency_key'])).size).toBe(1);
  });

  it('has deliveries arrive in disorder', async () => {
    const { client, simulator, receiver } = await set();
    simulator.webhooks.subscribe(receiver.url, { secret: SECRET });
    simulator.webhooks.hold();
    await client.call('POST', '/customers', { body: { name: 'B', email: 'b@b.example' } });
    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();
    await client.call('POST', '/webhooks/retry');
    expect(receiver.received).toEqual([]);

    await simulator.webhooks.release({ reversed: true });

    expect(receiver.topics()).toEqual(['payment_succeeded', 'invoice_paid', 'customer_created']);
    simulator.payInvoice('inv_2');
    await simulator.webhooks.settled();
    expect(receiver.received).toHaveLength(5);
  });

  it('never finds the secret in what the simulator shows', async () => {
    const { client, simulator, subscribe } = await set();
    await subscribe('invoice_paid');
    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();

    const shown = [
      inspect(simulator.webhooks, { depth: 20, showHidden: true }),
      JSON.stringify(simulator.webhooks),
      (await client.call('GET', '/webhooks')).text,
      (await client.call('GET', '/webhooks/events')).text,
    ];

    expect(shown.filter((text) => text.includes(SECRET))).toEqual([]);
  });

  it.each([
    ['invoice_eaten', {}, /is no topic of the vendor/],
    ['invoice_paid', { entity: 'inv_1' }, /has no "entity"/],
    ['invoice_paid', { times: 0 }, /times must be a number of at least 1/],
    ['invoice_paid', { entity_id: 7 }, /entity_id must be a string/],
  ])('is told what is wrong with deliver(%j, %j)', async (topic, options, message) => {
    const { simulator, receiver } = await set();
    simulator.webhooks.subscribe(receiver.url);

    expect(await messageOf(simulator.webhooks.deliver(topic, options as never))).toMatch(message);
    expect(receiver.received).toEqual([]);
  });

  it('is told what is wrong with an address or a topic', async () => {
    const { simulator } = await set();

    expect(() => simulator.webhooks.subscribe('hooks.example')).toThrow('URL scheme is required');
    expect(() => simulator.webhooks.subscribe('https://a.example', { topics: ['x'] })).toThrow('topic');
    expect(await messageOf(simulator.webhooks.pass(-1))).toContain('milliseconds');
    expect(() => simulator.webhooks.deactivate('wh_0')).toThrow('no webhook subscription "wh_0"');
  });
});

describe('Closing the simulator', () => {
  it('ends deliveries under way, and sends nothing after it', async () => {
    const { simulator, receiver } = await set();
    simulator.webhooks.subscribe(receiver.url, { topics: ['invoice_paid'] });
    receiver.answer = 'nothing';
    simulator.payInvoice('inv_1');
    await expect.poll(() => receiver.received.length).toBe(1);

    await simulator.close();

    expect(simulator.webhooks.attempts).toEqual([]);
    simulator.payInvoice('inv_2');
    await simulator.webhooks.pass(24 * 3_600_000);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('webhookRequest()', () => {
  it('gives headers and body of a delivery', () => {
    const { headers, body } = webhookRequest({ topic: 'invoice_paid', entity_id: 'inv_1', secret: SECRET });

    expect(headers).toEqual({ authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' });
    expect(JSON.parse(body)).toEqual({
      topic: 'invoice_paid',
      entity_id: 'inv_1',
      data: { id: 'inv_1' },
      idempotency_key: expect.any(String),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it('makes another event each time, unless a key is given', () => {
    const keyOf = (idempotency_key?: string): unknown => {
      const { body } = webhookRequest({ topic: 'invoice_paid', entity_id: 'inv_1', idempotency_key });
      return (JSON.parse(body) as Record<string, unknown>)['idempotency_key'];
    };

    expect(keyOf()).not.toBe(keyOf());
    expect(keyOf('k')).toBe('k');
  });

  it('is what the simulator sends', async () => {
    const { simulator, receiver } = await set();
    simulator.webhooks.subscribe(receiver.url, { secret: SECRET });
    await simulator.webhooks.deliver('customer_updated');
    const request = webhookRequest({ topic: 'customer_updated', entity_id: 'cus_1', secret: SECRET });

    await fetch(receiver.url, { method: 'POST', ...request });

    const [ours, own] = receiver.received as [Receiver['received'][0], Receiver['received'][0]];
    expect(Object.keys(own.body)).toEqual(Object.keys(ours.body));
    expect(own.headers.authorization).toBe(ours.headers.authorization);
    expect(own.headers['content-type']).toBe(ours.headers['content-type']);
  });

  it.each([
    [{ topic: '', entity_id: 'inv_1' }, /topic must be a string/],
    [{ topic: 'invoice_paid' }, /entity_id must be a string/],
    [{ topic: 'invoice_paid', entity_id: 'inv_1', key: 'x' }, /has no "key"/],
  ])('refuses %j', (options, message) => {
    expect(() => webhookRequest(options as never)).toThrow(message);
  });
});
