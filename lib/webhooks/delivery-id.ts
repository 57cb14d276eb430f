import { createHash } from 'node:crypto';
import { InvalidArgumentError } from '../errors/invalid-argument.error.js';
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
 * @throws InvalidArgumentError if `deduplicateBy` returns anything but text; what it throws
 */
export function storeKey(
  event: StoredWebhookEvent,
  purpose: 'handle' | 'hand-over',
  deduplicateBy?: (event: StoredWebhookEvent) => string,
): string {
  const { account, tenant, id, body } = event;
  const identity = deduplicateBy === undefined ? [body['topic'], id] : [usable(deduplicateBy(event))];
  return `webhook:${purpose}:${digest([account, tenant ?? null, ...identity])}`;
}

function isUsable(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

/** A promise or nothing would make all events one, and all but the first would be lost. */
function usable(identity: unknown): string {
  if (typeof identity === 'string' && identity !== '') return identity;
  throw new InvalidArgumentError(
    'The option "deduplicateBy" has to return text that is not empty, at once and not as a promise.',
  );
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
