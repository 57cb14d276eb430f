import { Injectable } from '@nestjs/common';
import { AlternativePaymentsClient, getTenantsToken } from 'nestjs-alternative-payments';
import {
  OnWebhook,
  type StoredWebhookEvent,
  type WebhookEvent,
  type WebhookEventOf,
} from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it, vi } from 'vitest';
import { webhookEvent } from '../../lib/webhooks/webhook-event.factory.js';
import { pass, useFakeTime } from '../support/fake-time.js';
import { failureOf } from '../support/failure-of.js';
import { simulate } from '../support/simulator.js';
import { delivery, SECRET, startReceiver } from '../support/webhooks.js';

const MISSING = Object.assign(new Error('there is none'), { code: 'API_NOT_FOUND' });

/** An event, and a client that finds its entity after some attempts. */
function eventOf(topic: string, misses: number, patienceMs = 5_000) {
  let left = misses;
  const get = vi.fn<(id: string) => Promise<object>>((id) => {
    left -= 1;
    return left < 0 ? Promise.resolve({ id, topic }) : Promise.reject(MISSING);
  });
  const client = { customers: { get }, invoices: { get }, payments: { get }, payouts: { get } };
  const stored: StoredWebhookEvent = {
    version: 1,
    id: 'e',
    account: 'default',
    receivedAt: '2026-06-01T12:00:00.000Z',
    body: { topic, entity_id: 'x1' },
  };
  const event = webhookEvent(stored, () => client as never, patienceMs) as WebhookEventOf<'invoice_paid'>;
  return { event, get };
}

describe('the entity of an event', () => {
  it.each(['customer_updated', 'invoice_paid', 'payment_refunded', 'payout_processing'])(
    'of %s is read once, whoever asks',
    async (topic) => {
      const { event, get } = eventOf(topic, 0);
      const all = await Promise.all([event.fetch(), event.fetch(), event.fetch()]);
      expect(all).toEqual(Array(3).fill({ id: 'x1', topic }));
      expect(get).toHaveBeenCalledOnce();
    },
  );

  it('that is not there yet is asked for again after a half, one and two seconds', async () => {
    useFakeTime();
    const { event, get } = eventOf('invoice_paid', 3);
    const fetched = event.fetch();
    for (const [afterMs, calls] of [
      [499, 1],
      [1, 2],
      [999, 2],
      [1, 3],
      [1_999, 3],
      [1, 4],
    ] as const) {
      await pass(afterMs);
      expect(get).toHaveBeenCalledTimes(calls);
    }
    expect(await fetched).toMatchObject({ id: 'x1' });
  });

  it.each([
    ['never comes', 'invoice_paid', 99, 5_000, 4],
    ['would come too late for the answer', 'invoice_paid', 99, 600, 2],
    ['was archived', 'invoice_archived', 99, 5_000, 1],
  ])('that %s is missing', async (_, topic, misses, patienceMs, calls) => {
    useFakeTime();
    const { event, get } = eventOf(topic, misses, patienceMs);
    const failure = failureOf(event.fetch());
    await pass(10_000);
    expect(await failure).toBe(MISSING);
    expect(get).toHaveBeenCalledTimes(calls);
    // The next handler may have more luck.
    get.mockResolvedValue({ id: 'x1', topic });
    expect(await event.fetch()).toMatchObject({ id: 'x1' });
  });

  it('is no longer waited for once its caller does not', async () => {
    const { event, get } = eventOf('invoice_paid', 99);
    const controller = new AbortController();
    const failure = failureOf(event.fetch({ signal: controller.signal }));
    controller.abort(new Error('enough'));
    expect((await failure).message).toBe('enough');
    expect(get).toHaveBeenCalledOnce();
  });
});

/** Two handlers that ask for the entity. */
@Injectable()
class Readers {
  readonly names: unknown[] = [];

  @OnWebhook('customer_created')
  async first(event: WebhookEventOf<'customer_created'>): Promise<void> {
    this.names.push((await event.fetch()).name);
  }

  @OnWebhook('*')
  async second(event: WebhookEvent): Promise<void> {
    if (event.topic === 'customer_created' && event.known) this.names.push((await event.fetch()).name);
  }
}

it('is read from the account with one request for all handlers, and a delivery that names none fails', async () => {
  const simulator = await simulate({ seed: [{ name: 'Zoë', email: 'zoe@example.com' }] });
  const { post, application, logs } = await startReceiver({
    account: simulator.options,
    providers: [Readers],
  });
  const [customer] = await application
    .get(AlternativePaymentsClient, { strict: false })
    .customers.list()
    .toArray();
  const before = simulator.journal.apiRequests.length;
  expect((await post({ body: delivery('customer_created', { entity_id: customer?.id }) })).status).toBe(200);
  expect(application.get(Readers).names).toEqual(['Zoë', 'Zoë']);
  expect(simulator.journal.apiRequests.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
    `GET /customers/${customer?.id}`,
  ]);

  expect((await post({ body: delivery('customer_created', { entity_id: undefined }) })).status).toBe(500);
  expect(logs.own.join('\n')).toMatch(/Readers\.first has failed on customer_created/);

  simulator.fault({ on: 'POST /oauth/token', status: 401 });
  simulator.revokeAllTokens();
  expect((await post({ body: delivery('customer_created', { entity_id: customer?.id }) })).status).toBe(500);
});

it('is read from the account of the tenant that the path names', async () => {
  const simulator = await simulate({ seed: [{ name: 'Of one', email: 'one@example.com' }] });
  const tenants = { resolve: (tenant: string) => (tenant === 'one' ? simulator.options : undefined) };
  const { post, application } = await startReceiver({
    account: { environment: 'demo', tenants },
    webhooks: { path: 'hooks/:tenant' },
    providers: [Readers],
  });
  const client = application
    .get<{ client(tenant: string): AlternativePaymentsClient }>(getTenantsToken(), { strict: false })
    .client('one');
  const [customer] = await client.customers.list().toArray();
  const body = delivery('customer_created', { entity_id: customer?.id });
  expect((await post({ path: '/hooks/one', body })).status).toBe(200);
  expect(application.get(Readers).names).toEqual(['Of one', 'Of one']);
  expect((await post({ path: '/hooks/two', body })).status).toBe(500);
});

it('is the present one, whatever the order in which events arrive', async () => {
  const simulator = await simulate({
    seed: { customers: [{ id: 'cus_1', name: 'Acme', email: 'ap@acme.example' }] },
  });
  const { application, recorder } = await startReceiver({ account: simulator.options });
  const { invoices } = application.get(AlternativePaymentsClient, { strict: false });
  const seen: unknown[] = [];
  recorder.handle = async (event) => {
    if (event.known && (event.topic === 'invoice_created' || event.topic === 'invoice_paid'))
      seen.push([event.topic, event.data['status'], (await event.fetch()).status]);
  };
  const url = `${await application.getUrl()}/webhooks/alternative-payments`;
  simulator.webhooks.subscribe(url, { secret: SECRET, topics: ['invoice_created', 'invoice_paid'] });
  simulator.webhooks.hold();
  const { id } = await invoices.create({
    customer_id: 'cus_1',
    due_date: '2027-01-31',
    line_items: [{ amount: 10, quantity: 1 }],
  });
  simulator.payInvoice(id);

  await simulator.webhooks.release({ reversed: true });

  // The older event comes last, and what it brings is out of date.
  expect(seen).toEqual([
    ['invoice_paid', 'paid', 'paid'],
    ['invoice_created', 'open', 'paid'],
  ]);
});
