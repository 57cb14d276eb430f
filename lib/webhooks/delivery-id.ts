import { createHash } from 'node:crypto';
import type { StoredWebhookEvent } from './webhook-event.js';

/**
 * Identifies a delivery: by the vendor's `idempotency_key`, else by topic, entity and time, else by its whole
 * body.
 */
export function deliveryId(body: Readonly<Record<string, unknown>>): string {
  const { idempotency_key: key, topic, entity_id: entity, timestamp } = body;
  if (isUsable(key)) return String(key);
  if (isUsable(entity) && isUsable(timestamp)) return digest([topic, entity, timestamp]);
  return digest(body);
}

/**
 * The key under which a store remembers an event. It has a fixed length, whatever the vendor sends, and tells
 * nothing of the event. Accounts, tenants and topics do not share keys.
 *
 * @param purpose keeps apart what is done with one event, such as handing it over and handling it
 */
export function storeKey(
  event: StoredWebhookEvent,
  purpose: 'handle' | 'hand-over',
  deduplicateBy?: (event: StoredWebhookEvent) => string,
): string {
  const { account, tenant, id, body } = event;
  const identity = deduplicateBy === undefined ? [body['topic'], id] : [deduplicateBy(event)];
  return `webhook:${purpose}:${digest([account, tenant ?? null, ...identity])}`;
}

function isUsable(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
