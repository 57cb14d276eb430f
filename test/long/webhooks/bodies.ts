import { storeKey } from '../../../lib/webhooks/delivery-id.js';
import { readDelivery } from '../../../lib/webhooks/read-delivery.js';
import type { Random } from '../soak/random.js';

/** The body of a delivery. */
export interface Body {
  readonly topic: string;
  readonly idempotency_key: string;
  readonly entity_id: string;
}

export function bodiesOf(events: number): Body[] {
  return Array.from({ length: events }, (_, index) => ({
    topic: 'invoice_paid',
    idempotency_key: `event-${index}`,
    entity_id: `invoice-${index}`,
  }));
}

/** The ids of events by the keys under which a store knows them. */
export function idsByKey(bodies: readonly Body[]): Map<string, string> {
  const arrival = { account: 'default', tenant: undefined, receivedAt: new Date() };
  return new Map(
    bodies.map((body) => {
      const read = readDelivery(body, arrival);
      if ('problem' in read) throw new Error(read.problem);
      return [storeKey(read.value, 'handle'), body.idempotency_key];
    }),
  );
}

export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const drawn = list.map((value) => ({ value, place: random.next() }));
  return drawn.toSorted((one, other) => one.place - other.place).map(({ value }) => value);
}
