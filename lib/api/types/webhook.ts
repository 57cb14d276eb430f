import type { Open } from './open.js';
import type { Instant, PageParams } from './page-params.js';

/** The known topics of webhooks. Stated in the vendor's reference. */
export const WEBHOOK_TOPICS = [
  'payout_paid',
  'payout_failed',
  'payout_processing',
  'payout_scheduled',
  'customer_created',
  'customer_updated',
  'customer_archived',
  'payment_succeeded',
  'payment_chargeback',
  'payment_refunded',
  'payment_failed',
  'invoice_paid',
  'invoice_archived',
  'invoice_created',
  'invoice_updated',
  'payment_method_added',
  'payment_method_deleted',
  'default_payment_method_changed',
] as const;

/** What a webhook tells of. */
export type WebhookTopic = Open<(typeof WEBHOOK_TOPICS)[number]>;

/** A subscription to one topic. Stated in the vendor's reference. */
export interface WebhookSubscription {
  readonly id: string;
  readonly partner_id?: string;
  readonly endpoint_url?: string;
  readonly topic?: WebhookTopic;
  /** Whether it is delivered. By which rule the vendor deactivates a subscription is unknown. */
  readonly is_active?: boolean;
  /** The end of the secret. The rest of it is never shown. */
  readonly secret_last_4_digits?: string;
  /** Time of creation. The reference states no format. */
  readonly created_at?: string;
  /** Time of the last change. The reference states no format. */
  readonly updated_at?: string;
}

/** A new subscription. Stated in the vendor's reference and guide. Several topics take several subscriptions. */
export interface CreateWebhookSubscription {
  /** The whole address, with `https://`. */
  endpoint_url: string;
  topic: WebhookTopic;
  /** A secret of your choice, which comes with each delivery. Without one, nothing proves who delivers. */
  secret_key?: string;
}

/** Filters of subscriptions. Stated in the vendor's reference. */
export interface WebhookListParams extends PageParams {
  topic?: WebhookTopic;
  is_active?: boolean;
}

/** The record of a delivery. Unconfirmed: none of its fields were readable, so it may have any other. */
export interface WebhookEventRecord {
  readonly id?: string;
  readonly topic?: WebhookTopic;
  /** State of the delivery. Its words are unknown. */
  readonly status?: string;
  readonly created_at?: string;
  readonly [field: string]: unknown;
}

/** Filters of records. Stated in the vendor's reference, without the names of the two dates. */
export interface WebhookEventListParams extends PageParams {
  topic?: WebhookTopic;
  /** State of the delivery. Its words are unknown. */
  status?: string;
  /** Unconfirmed: the name comes from a client. */
  from_date?: Instant;
  /** Unconfirmed: the name comes from a client. */
  to_date?: Instant;
}
