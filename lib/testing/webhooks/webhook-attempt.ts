/** One attempt to deliver an event, after it has ended. */
export interface WebhookAttempt {
  readonly topic: string;
  readonly entity_id: string;
  /** The id of the event, which is the same for all its subscriptions; that is assumed. */
  readonly idempotency_key: string;
  readonly subscription_id: string;
  readonly endpoint_url: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** Status of the answer; undefined if none came. */
  readonly status: number | undefined;
  /** Why no answer came. */
  readonly error?: string;
}
