import { Logger } from '@nestjs/common';
import { AlternativePaymentsClient } from 'nestjs-alternative-payments';
import { webhookRequest } from 'nestjs-alternative-payments/testing';
import { WebhookDispatcher } from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it } from 'vitest';
import { SubscriptionSync } from '../../lib/webhooks/subscription-sync.js';
import { simulate } from '../support/simulator.js';
import { type Platform, PLATFORMS, SECRET, startReceiver } from '../support/webhooks.js';

const create = (endpointUrl: string) => ({ mode: 'create', endpointUrl, topics: ['invoice_paid'] }) as const;

const SEED = {
  customers: [{ id: 'cus_1', name: 'Acme', email: 'billing@acme.example' }],
  invoices: ['inv_1', 'inv_2', 'inv_3', 'inv_4'].map((id) => ({
    id,
    customer_id: 'cus_1',
    due_date: '2027-01-31',
    line_items: [{ amount: 10 }],
  })),
};

describe('a module with "subscriptions"', () => {
  it('subscribes in the background, knows the global prefix, and looks again on demand', async () => {
    const simulator = await simulate();
    const { application, logs } = await startReceiver({
      account: simulator.options,
      webhooks: { subscriptions: create('https://billing.example/api/webhooks/alternative-payments') },
      configure: (one) => one.setGlobalPrefix('api'),
    });
    await simulator.journal.waitFor(
      ({ method, path, status }) => `${method} ${path} ${status}` === 'POST /webhooks 201',
    );

    const result = await application.get(WebhookDispatcher, { strict: false }).sync();

    expect(result).toEqual({ created: [], kept: ['invoice_paid'], wrong: [] });
    expect(logs.own.join('\n')).toContain('subscribed to invoice_paid');
    expect(logs.own.join('\n')).not.toContain('the path of');
    expect(logs.lines.join('\n')).not.toContain(SECRET);
  });

  it('starts while the API is away, subscribes later, and names a path that leads elsewhere', async () => {
    const simulator = await simulate();
    const outage = simulator.fault({ on: 'GET /webhooks', status: 400 });
    const { logs } = await startReceiver({
      account: simulator.options,
      webhooks: { subscriptions: create('https://billing.example/hooks') },
    });
    await expect.poll(() => logs.own.join('\n')).toContain('the next attempt follows');

    outage.remove();
    await expect.poll(() => logs.own.join('\n'), { timeout: 20_000 }).toContain('subscribed to invoice_paid');

    expect(logs.own.join('\n')).toContain(
      '"endpointUrl" is /hooks, and the route is at /webhooks/alternative-payments',
    );
  });

  it('closes while it still tries', async () => {
    const simulator = await simulate();
    simulator.fault({ on: 'GET /webhooks', hang: true });
    const { application, logs } = await startReceiver({
      account: simulator.options,
      webhooks: { subscriptions: create('https://billing.example/webhooks/alternative-payments') },
    });
    await simulator.journal.waitFor('GET /webhooks');

    await application.close();

    expect(logs.own.filter((line) => line.startsWith('warn'))).toEqual([]);
  });
});

describe('a route', () => {
  it.each(Object.keys(PLATFORMS) as Platform[])(
    'on %s accepts what webhookRequest() makes, once',
    async (platform) => {
      const { application, recorder } = await startReceiver({ platform });
      const request = webhookRequest({ topic: 'invoice_paid', entity_id: 'inv_1', secret: SECRET });
      const url = `${await application.getUrl()}/webhooks/alternative-payments`;

      const answers = [
        await fetch(url, { method: 'POST', ...request }),
        await fetch(url, { method: 'POST', ...request }),
      ];
      const refused = await fetch(url, {
        method: 'POST',
        ...webhookRequest({ topic: 'invoice_paid', entity_id: 'inv_1', secret: `${SECRET}-wrong` }),
      });

      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(refused.status).toBe(401);
      expect(recorder.events).toMatchObject([
        { topic: 'invoice_paid', entityId: 'inv_1', data: { id: 'inv_1' } },
      ]);
    },
  );

  it('loses nothing and handles nothing twice while the operator rotates the secret', async () => {
    const [older, newer] = ['the-older-secret-1111', 'the-newer-secret-2222'];
    let secrets = [older];
    const simulator = await simulate({ seed: SEED });
    const { application, recorder } = await startReceiver({
      account: simulator.options,
      webhooks: { secrets: () => secrets },
    });
    const client = application.get(AlternativePaymentsClient, { strict: false });
    const endpointUrl = `${await application.getUrl()}/webhooks/alternative-payments`;
    const sync = new SubscriptionSync({
      account: 'default',
      client,
      subscriptions: create(endpointUrl),
      secrets: () => secrets,
      handlers: () => [],
      routePath: () => '/webhooks/alternative-payments',
      leases: undefined,
      logger: new Logger('test'),
    });
    const handled: string[] = [];
    let isFailing = false;
    recorder.handle = ({ entityId }) => {
      if (isFailing) throw new Error('not now');
      handled.push(String(entityId));
    };
    expect(await sync.run()).toMatchObject({ created: ['invoice_paid'] });
    const [old] = (await client.webhooks.list()).data;
    // The first delivery of this one fails, and the retry comes with the older secret.
    isFailing = true;
    simulator.payInvoice('inv_1');
    await simulator.webhooks.settled();
    isFailing = false;

    secrets = [newer, older];
    expect(await sync.run()).toEqual({ created: [], kept: [], wrong: ['invoice_paid'] });
    simulator.payInvoice('inv_2');
    await client.webhooks.create({ endpoint_url: endpointUrl, topic: 'invoice_paid', secret_key: newer });
    simulator.payInvoice('inv_3');
    await simulator.webhooks.pass(24 * 3_600_000);
    expect(await sync.run()).toMatchObject({ wrong: ['invoice_paid'] });
    await client.webhooks.delete(old!.id);
    secrets = [newer];

    expect(await sync.run()).toEqual({ created: [], kept: ['invoice_paid'], wrong: [] });
    simulator.payInvoice('inv_4');
    await simulator.webhooks.pass(24 * 3_600_000);
    expect(handled.toSorted()).toEqual(['inv_1', 'inv_2', 'inv_3', 'inv_4']);
    const events = await client.webhooks.listEvents({ topic: 'invoice_paid' }).toArray();
    expect(events.map(({ status }) => status)).toEqual(Array(4).fill('delivered'));
    const statuses = simulator.webhooks.attempts.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(5);
  });
});
