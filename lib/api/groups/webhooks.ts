import type { ApiCallOptions } from '../calls/call-options.js';
import type { ApiPromise } from '../calls/api-promise.js';
import type { Calls } from '../calls/calls.js';
import type { PagePromise } from '../calls/page-promise.js';
import type {
  CreateWebhookSubscription,
  WebhookEventListParams,
  WebhookEventRecord,
  WebhookListParams,
  WebhookSubscription,
} from '../types/index.js';
import { anything, entity, entityOrNothing } from '../calls/answers.js';

/** Subscriptions to events, and the events that were delivered. */
export interface Webhooks {
  /** Lists subscriptions. It needs the scope `webhooks:read`. A secret cannot be read back. */
  list(params?: WebhookListParams, options?: ApiCallOptions): PagePromise<WebhookSubscription>;

  /**
   * Subscribes an address to one topic. It probably needs the scope `webhooks:write`. Without a `secret_key`,
   * anyone could send what looks like a delivery. No error quotes the secret.
   */
  create(subscription: CreateWebhookSubscription, options?: ApiCallOptions): ApiPromise<WebhookSubscription>;

  /**
   * Ends a subscription. It probably needs the scope `webhooks:write`. Where the API answers without the
   * subscription, the result is `undefined`.
   */
  delete(subscriptionId: string, options?: ApiCallOptions): ApiPromise<WebhookSubscription | undefined>;

  /** Lists events. It probably needs the scope `webhooks:read`. The fields of an event are not documented. */
  listEvents(params?: WebhookEventListParams, options?: ApiCallOptions): PagePromise<WebhookEventRecord>;

  /**
   * Has the vendor deliver again what is pending or has failed. It probably needs the scope `webhooks:write`.
   *
   * @experimental The path is known from other clients only, and its answer is not known.
   */
  retry(options?: ApiCallOptions): ApiPromise<unknown>;
}

export function webhooks(calls: Calls): Webhooks {
  return {
    list: (query, options) => calls.list('webhooks.list', { query }, options),
    create: (body, options) => calls.send('webhooks.create', { body }, entity<WebhookSubscription>, options),
    delete: (id, options) =>
      calls.send(
        'webhooks.delete',
        { ids: { subscription_id: id } },
        entityOrNothing<WebhookSubscription>,
        options,
      ),
    listEvents: (query, options) => calls.list('webhooks.listEvents', { query }, options),
    retry: (options) => calls.send('webhooks.retry', {}, anything, options),
  };
}
