import { isPlainObject } from '../config/values.js';
import type { Result } from '../errors/result.js';
import { deliveryId } from './delivery-id.js';
import type { StoredWebhookEvent } from './webhook-event.js';

/** What is known of a delivery apart from its body. */
interface Arrival {
  readonly account: string;
  readonly tenant: string | undefined;
  readonly receivedAt: Date;
}

/** Names that would change what an object is. */
const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);

/** A body nested deeper would exhaust the stack while it is read. */
const MOST_LEVELS = 100;

/**
 * Reads the body of a delivery. No recorded delivery is known, so only the topic has to be there.
 *
 * @returns the event, or what is wrong with the body
 */
export function readDelivery(body: unknown, arrival: Arrival): Result<StoredWebhookEvent, string> {
  if (!isPlainObject(body)) return { problem: 'the body is no JSON object' };
  const { topic } = body;
  if (typeof topic !== 'string' || topic === '') return { problem: 'the body has no "topic"' };
  if (isDeeperThan(MOST_LEVELS, body)) return { problem: 'the body is nested too deeply' };
  const clean = withoutDangerousNames(body) as Record<string, unknown>;
  const { account, tenant, receivedAt } = arrival;
  return {
    value: {
      version: 1,
      id: deliveryId(clean),
      account,
      ...(tenant !== undefined && { tenant }),
      receivedAt: receivedAt.toISOString(),
      body: clean,
    },
  };
}

/** A text field of the body; numbers count as their text. */
export function textField(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(levels - 1, one));
}

function withoutDangerousNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDangerousNames);
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).filter(([name]) => !DANGEROUS.has(name));
  return Object.fromEntries(entries.map(([name, one]) => [name, withoutDangerousNames(one)]));
}
