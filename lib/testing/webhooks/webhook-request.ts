import { randomUUID } from 'node:crypto';
import { checkKeys, checkText } from '../check.js';

/** What a delivery says. */
export interface WebhookRequestOptions {
  /** For example `invoice_paid`. It may be one that the vendor does not have. */
  topic: string;
  /** Id of what the event is about. */
  entity_id: string;
  /** The secret of the subscription. Without one, the delivery carries none. */
  secret?: string;
  /**
   * What comes with the event. How much of the entity the vendor sends is not known.
   * @default { id: entity_id }
   */
  data?: object;
  /**
   * Identifies the event. Give the same one for a repeated delivery.
   * @default a random one
   */
  idempotency_key?: string;
  /**
   * When the event happened.
   * @default now, as RFC 3339 has it
   */
  timestamp?: string;
}

/** The parts of a delivery that a test sends itself. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

const KEYS = ['topic', 'entity_id', 'secret', 'data', 'idempotency_key', 'timestamp'];

/**
 * A delivery as the vendor sends it, for supertest or `fetch()`. The bearer secret is stated by the vendor; the
 * fields of the body come from other clients, and no recorded delivery is known.
 *
 * @throws TypeError without a topic or an entity, and for a setting that there is not
 *
 * @example
 * const { headers, body } = webhookRequest({ topic: 'invoice_paid', entity_id: invoice.id, secret });
 * await request(app.getHttpServer()).post('/webhooks/alternative-payments').set(headers).send(body).expect(200);
 */
export function webhookRequest(options: WebhookRequestOptions): WebhookRequest {
  checkKeys('webhookRequest()', options, KEYS);
  const { topic, entity_id, secret } = options;
  checkText('topic', topic);
  checkText('entity_id', entity_id);
  const idempotency_key = options.idempotency_key ?? randomUUID();
  const timestamp = options.timestamp ?? new Date().toISOString();
  const data = options.data ?? { id: entity_id };
  return {
    headers: {
      'content-type': 'application/json',
      ...(secret !== undefined && secret !== '' && { authorization: `Bearer ${secret}` }),
    },
    body: JSON.stringify({ idempotency_key, topic, entity_id, timestamp, data }),
  };
}
