import { Injectable } from '@nestjs/common';
import { type AlternativePayments, WEBHOOK_TOPICS } from 'nestjs-alternative-payments';
import {
  type KnownTopic,
  OnWebhook,
  type UnknownWebhookEvent,
  type WebhookEvent,
  type WebhookEventOf,
} from 'nestjs-alternative-payments/webhooks';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { delivery, receiverForAll } from '../support/webhooks.js';

/** Every kind of handler, with the parameter that its topics give it. */
@Injectable()
class Handlers {
  readonly heard: string[] = [];

  @OnWebhook('invoice_paid', 'invoice_archived')
  ofInvoices(event: WebhookEventOf<'invoice_paid' | 'invoice_archived'>): void {
    expectTypeOf<Awaited<ReturnType<typeof event.fetch>>>().toEqualTypeOf<AlternativePayments.Invoice>();
    this.heard.push(`ofInvoices ${event.topic}`);
  }

  @OnWebhook('payment_failed')
  @OnWebhook('customer_created')
  twice(event: WebhookEventOf<'payment_failed' | 'customer_created'>): void {
    if (event.topic === 'customer_created')
      expectTypeOf<Awaited<ReturnType<typeof event.fetch>>>().toEqualTypeOf<AlternativePayments.Customer>();
    this.heard.push(`twice ${event.topic}`);
  }

  @OnWebhook('invented_yesterday')
  ofNew(event: UnknownWebhookEvent): void {
    this.heard.push(`ofNew ${event.topic}`);
  }

  @OnWebhook('*')
  ofAll(event: WebhookEvent): void {
    if (event.known) expectTypeOf(event.topic).toEqualTypeOf<KnownTopic>();
    this.heard.push(`ofAll ${event.topic}`);
  }

  @OnWebhook('payout_paid')
  withoutParameter(): void {
    this.heard.push('withoutParameter');
  }
}

/** What does not compile. */
export class Mistaken {
  // @ts-expect-error A payment is no invoice.
  @OnWebhook('invoice_paid')
  ofPayments(_event: WebhookEventOf<'payment_failed'>): void {}

  // @ts-expect-error One of its topics is missing in its parameter.
  @OnWebhook('invoice_paid', 'invoice_archived')
  ofOne(_event: WebhookEventOf<'invoice_paid'>): void {}

  // @ts-expect-error There may be any event.
  @OnWebhook('*')
  ofAll(_event: WebhookEventOf<'invoice_paid'>): void {}

  // @ts-expect-error A topic that is not known has no entity to fetch.
  @OnWebhook('invented_yesterday')
  ofNew(_event: WebhookEventOf<'invoice_paid'>): void {}

  // @ts-expect-error What it is about is not documented.
  ofMethods = (event: WebhookEventOf<'payment_method_added'>): unknown => event.fetch();
}

const group = receiverForAll({ providers: [Handlers] });

/** The handlers that a delivery of this topic reaches. */
async function heardOf(topic: string): Promise<string[]> {
  const { heard } = group.it.application.get(Handlers);
  heard.length = 0;
  expect((await group.it.post({ body: delivery(topic) })).status).toBe(200);
  return [...heard];
}

describe('a delivery', () => {
  it('reaches the handlers of its topic and those of all topics', async () => {
    expect(await heardOf('invoice_paid')).toEqual(['ofInvoices invoice_paid', 'ofAll invoice_paid']);
    expect(await heardOf('invoice_archived')).toEqual([
      'ofInvoices invoice_archived',
      'ofAll invoice_archived',
    ]);
    expect(await heardOf('payment_failed')).toEqual(['twice payment_failed', 'ofAll payment_failed']);
    expect(await heardOf('customer_created')).toEqual(['twice customer_created', 'ofAll customer_created']);
    expect(await heardOf('invented_yesterday')).toEqual([
      'ofNew invented_yesterday',
      'ofAll invented_yesterday',
    ]);
    expect(await heardOf('payout_paid')).toEqual(['ofAll payout_paid', 'withoutParameter']);
  });

  it.each([
    'Invoice_Paid',
    'INVOICE_PAID',
    ' invoice_paid',
    '*',
    'constructor',
    '__proto__',
    'x'.repeat(10_000),
  ])('of the topic %.20j reaches those of all topics alone', async (topic) =>
    expect(await heardOf(topic)).toEqual([`ofAll ${topic}`]),
  );

  it('tells of every topic of the reference whether there is an entity to fetch', async () => {
    const withEntity: string[] = [];
    for (const topic of WEBHOOK_TOPICS) {
      await heardOf(topic);
      const event = group.it.recorder.events.at(-1)!;
      expect(event).toMatchObject({ known: true, topic });
      if ('fetch' in event) withEntity.push(topic);
    }
    expect(WEBHOOK_TOPICS).toHaveLength(18);
    expect(WEBHOOK_TOPICS.filter((topic) => !withEntity.includes(topic)).toSorted()).toEqual([
      'default_payment_method_changed',
      'payment_method_added',
      'payment_method_deleted',
    ]);
    await heardOf('invented_today');
    expect(group.it.recorder.events.at(-1)).toMatchObject({ known: false });
  });
});

it('a decorator without a topic is a mistake', () => {
  for (const topics of [[], [''], [undefined], ['invoice_paid', 7]])
    expect(() => (OnWebhook as (...given: unknown[]) => unknown)(...topics)).toThrow(TypeError);
});
