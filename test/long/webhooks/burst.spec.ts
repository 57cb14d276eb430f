import { setTimeout as wait } from 'node:timers/promises';
import { AlternativePaymentsClient } from 'nestjs-alternative-payments';
import {
  MemoryDeliveryStore,
  OnWebhook,
  type StoredWebhookEvent,
  WebhookDispatcher,
  type WebhookEventOf,
} from 'nestjs-alternative-payments/webhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { simulate } from '../../support/simulator.js';
import { startReceiver } from './receiver/receiver.js';
import { Sender } from './sender.js';

/** There are so many that the vendor's limit does not let all of them through before the answer is due. */
const EVENTS = process.env.MODE === 'deliveries' ? 100 : 40;

const VENDORS_LIMIT = { requests: 5, perMilliseconds: 1_000 };

/** Reads the entity of each event from the API. */
class Reading {
  /** How often it has succeeded for which event. */
  readonly successes = new Map<string, number>();

  @OnWebhook('customer_updated')
  async read(event: WebhookEventOf<'customer_updated'>): Promise<void> {
    await event.fetch();
    this.successes.set(event.id, (this.successes.get(event.id) ?? 0) + 1);
  }
}

describe(`${EVENTS} deliveries within one second, each of which asks the API`, () => {
  it('are all handled once, inline and handed over', { timeout: 180_000 }, async () => {
    const queue: StoredWebhookEvent[] = [];

    const [inline, handedOver] = await Promise.all([burst(), burst((event) => queue.push(event))]);
    const queued = queue.length;
    await Promise.all(queue.map((event) => handedOver.dispatcher.dispatch(event)));

    print('inline', inline.answers);
    print('with handOver', handedOver.answers);
    const onceEach = Array.from({ length: EVENTS }, () => 1);
    expect([...inline.successes.values()]).toEqual(onceEach);
    expect([...handedOver.successes.values()]).toEqual(onceEach);
    // At five requests a second not all of them can be in time, so the sender had to come again.
    expect(inline.answers['503']).toBeGreaterThan(0);
    expect({ queued, ...handedOver.answers }).toEqual({ queued: EVENTS, 200: EVENTS });
  });
});

/** Sends them all until they are accepted. */
async function burst(handOver?: (event: StoredWebhookEvent) => unknown) {
  const simulator = await simulate({ seed: true, rateLimit: VENDORS_LIMIT });
  const reading = new Reading();
  const { url, application } = await startReceiver({
    api: { ...simulator.options, pacing: {} },
    webhooks: { store: new MemoryDeliveryStore(), handOver },
    providers: [{ provide: Reading, useValue: reading }],
  });
  onTestFinished(() => application.close());
  const customers = application.get(AlternativePaymentsClient).customers.list();
  const [customer] = (await customers).data;
  const sender = new Sender(() => url);
  const sent = Array.from({ length: EVENTS }, async (_, index) => {
    await wait((index / EVENTS) * 1_000);
    const body = { topic: 'customer_updated', idempotency_key: `event-${index}`, entity_id: customer?.id };
    await sender.send(body);
  });
  await Promise.all(sent);
  const dispatcher = application.get(WebhookDispatcher);
  return { answers: sender.answers, successes: reading.successes, dispatcher };
}

function print(how: string, { 503: later = 0, ...others }: Readonly<Record<string, number>>): void {
  process.stdout.write(
    `A burst of ${EVENTS} deliveries, ${how}: ${later} answers of 503, others: ${JSON.stringify(others)}\n`,
  );
}
