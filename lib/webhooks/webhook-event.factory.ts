import type { AlternativePaymentsClient } from '../api/alternative-payments-client.js';
import type { ApiCallOptions } from '../api/calls/call-options.js';
import { isPlainObject } from '../config/values.js';
import { sleep } from '../timing/sleep.js';
import { WEBHOOK_TOPICS } from '../api/types/webhook.js';
import { textField } from './read-delivery.js';
import type { StoredWebhookEvent, WebhookEvent } from './webhook-event.js';

/** Pauses before an entity that was not found is asked for again, in milliseconds. */
const PAUSES_MS = [500, 1_000, 2_000];

type Fetch = (api: AlternativePaymentsClient, id: string, options?: ApiCallOptions) => Promise<unknown>;

/** How the entity of a topic is read, by the first word of the topic. */
const FETCHES: Readonly<Record<string, Fetch>> = {
  customer: (api, id, options) => api.customers.get(id, options),
  invoice: (api, id, options) => api.invoices.get(id, options),
  payment: (api, id, options) => api.payments.get(id, options),
  payout: (api, id, options) => api.payouts.get(id, options),
};

/** Topics of which it is not documented which entity they name. */
const WITHOUT_ENTITY = /^payment_method_|^default_payment_method_/;

/**
 * Makes of a stored event what handlers get.
 *
 * @param clientOf gives the client of the event's account or tenant
 * @param patienceMs how long an entity that is not found is asked for, counted from now
 */
export function webhookEvent(
  stored: StoredWebhookEvent,
  clientOf: (event: StoredWebhookEvent) => AlternativePaymentsClient,
  patienceMs: number,
): WebhookEvent {
  const { id, account, tenant, receivedAt, body } = stored;
  const topic = String(body['topic']);
  const entityId = textField(body, 'entity_id');
  const timestamp = textField(body, 'timestamp');
  const data = isPlainObject(body['data']) ? body['data'] : {};
  const delivery = {
    id,
    account,
    tenant,
    entityId,
    timestamp,
    receivedAt: new Date(receivedAt),
    raw: body,
    topic,
    data,
  };
  if (!(WEBHOOK_TOPICS as readonly string[]).includes(topic)) return { ...delivery, known: false };
  const read = WITHOUT_ENTITY.test(topic) ? undefined : FETCHES[topic.split('_')[0] ?? ''];
  if (read === undefined) return { ...delivery, known: true } as WebhookEvent;
  const until = performance.now() + patienceMs;
  let entity: Promise<unknown> | undefined;
  const fetch = (options?: ApiCallOptions): Promise<unknown> => {
    entity ??= found(
      () => read(clientOf(stored), entityId as string, options),
      topic,
      until,
      options?.signal,
    );
    // Another handler may try again what has failed for this one.
    entity.catch(() => (entity = undefined));
    return entity;
  };
  return { ...delivery, known: true, fetch } as WebhookEvent;
}

/** Asks again for what is not found yet: an event may arrive before its entity can be read. */
async function found(
  ask: () => Promise<unknown>,
  topic: string,
  until: number,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const pauseMs = PAUSES_MS[attempt];
      const isMissing =
        (error as { code?: unknown }).code === 'API_NOT_FOUND' && !topic.endsWith('_archived');
      if (!isMissing || pauseMs === undefined || performance.now() + pauseMs > until) throw error;
      await sleep(pauseMs, signal ?? new AbortController().signal);
    }
  }
}
