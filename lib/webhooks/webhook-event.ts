import type { ApiCallOptions } from '../api/calls/call-options.js';
import type { Customer, Invoice, Payment, Payout } from '../api/types/index.js';

/** The topics of the vendor's reference, and the entity that each is about. */
export interface WebhookEntities {
  customer_created: Customer;
  customer_updated: Customer;
  customer_archived: Customer;
  invoice_created: Invoice;
  invoice_updated: Invoice;
  /** The invoice is settled in full. */
  invoice_paid: Invoice;
  invoice_archived: Invoice;
  payment_succeeded: Payment;
  payment_failed: Payment;
  /** A refund was asked for. */
  payment_refunded: Payment;
  payment_chargeback: Payment;
  payout_paid: Payout;
  payout_failed: Payout;
  payout_processing: Payout;
  payout_scheduled: Payout;
  /** Which entity the following three name is not documented, so it can be heard of but not fetched. */
  payment_method_added: never;
  payment_method_deleted: never;
  default_payment_method_changed: never;
}

/** A topic of the vendor's reference. */
export type KnownTopic = keyof WebhookEntities;

/** What is known of every delivery. */
export interface WebhookDelivery {
  /** The vendor's `idempotency_key`, or a hash of the delivery where it has none. */
  readonly id: string;
  /** Id of the entity that the event is about, if the delivery names one. */
  readonly entityId: string | undefined;
  /** When the event happened, as the delivery says it. Nothing proves it. */
  readonly timestamp: string | undefined;
  readonly receivedAt: Date;
  /** Name of the account whose webhooks these are. */
  readonly account: string;
  /** The tenant that the path names, if it has a `:tenant`. */
  readonly tenant: string | undefined;
  /** The body as it came. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** An event whose entity can be read from the API. */
export interface FetchableWebhookEntity<E> {
  /**
   * Reads the entity from the API. This is the truth; `data` is only a hint, because anyone who has the secret
   * can send anything. All handlers of an event share one request. A 404 is repeated for a while, because an
   * event may arrive before its entity can be read.
   */
  fetch(options?: ApiCallOptions): Promise<E>;
}

/** An event with one topic of the vendor's reference. */
export type KnownWebhookEvent<T extends KnownTopic> = WebhookDelivery & {
  readonly known: true;
  readonly topic: T;
  /** What was delivered with the event. It is only a hint. */
  readonly data: [WebhookEntities[T]] extends [never]
    ? Readonly<Record<string, unknown>>
    : Partial<WebhookEntities[T]>;
} & ([WebhookEntities[T]] extends [never] ? unknown : FetchableWebhookEntity<WebhookEntities[T]>);

/** An event with one of the given topics. */
export type WebhookEventOf<T extends KnownTopic> = { [K in T]: KnownWebhookEvent<K> }[T];

/** An event with a topic that this version does not know. */
export type UnknownWebhookEvent = WebhookDelivery & {
  readonly known: false;
  readonly topic: string;
  /** What was delivered with the event. It is only a hint. */
  readonly data: Readonly<Record<string, unknown>>;
};

/** Any event. `known` tells whether its topic is one of the vendor's reference. */
export type WebhookEvent = WebhookEventOf<KnownTopic> | UnknownWebhookEvent;

/** An event as a queue keeps it. It is plain JSON. */
export interface StoredWebhookEvent {
  readonly version: 1;
  readonly id: string;
  readonly account: string;
  readonly tenant?: string;
  /** Time of arrival, as RFC 3339 has it. */
  readonly receivedAt: string;
  readonly body: Readonly<Record<string, unknown>>;
}
