import type { KnownTopic, StoredWebhookEvent } from './webhook-event.js';
import type { DeliveryStore } from '../store/delivery-store.js';

/** One secret, or several of which the first is the newest. All of them are accepted. */
export type WebhookSecrets = string | readonly string[];

/** What a registration checks or creates at the vendor while the application starts. */
export interface SubscriptionOptions {
  /**
   * `'check'` reports what is missing, inactive, double or made with another secret. `'create'` also subscribes
   * to topics for which there is no subscription at our address. Nothing is ever deleted.
   */
  mode: 'check' | 'create';
  /** The public address of the route, which the vendor calls. It begins with `https://`. */
  endpointUrl: string;
  /**
   * The topics to subscribe to: those that handlers are there for, or a list.
   * @default 'handled'
   */
  topics?: 'handled' | readonly KnownTopic[];
}

/** Options of a registration that may come from a factory. */
export interface AlternativePaymentsWebhooksOptions {
  /**
   * The secrets with which the vendor authenticates its deliveries, each at least 16 characters long. A function
   * is asked for each delivery, with the tenant that the path names, so that a secret changes without a restart.
   * If it returns nothing, the delivery is refused with 401; if it fails, it is answered with 503. Required,
   * unless `route` is `false`.
   */
  secrets?:
    | WebhookSecrets
    | ((context: {
        readonly tenant: string | undefined;
      }) => WebhookSecrets | undefined | Promise<WebhookSecrets | undefined>);
  /**
   * Remembers what was handled. The default store keeps it in memory, which is not enough for more than one
   * process.
   */
  store?: DeliveryStore;
  /**
   * After that many milliseconds a delivery is answered with 503, while its handlers go on; the vendor's next
   * attempt learns how they ended. `false` answers only when the handlers have ended, for hosts that stop a
   * process once it has answered.
   * @default 5000
   */
  answerWithinMs?: number | false;
  /**
   * Hands a delivery over to a queue. It is answered with 200 once this has succeeded, and its handlers run
   * where a worker calls `WebhookDispatcher.dispatch()`.
   */
  handOver?: (event: StoredWebhookEvent) => unknown;
  /**
   * What makes two deliveries one. By default the topic together with the `idempotency_key` of the body.
   */
  deduplicateBy?: (event: StoredWebhookEvent) => string;
  /** What is checked or created at the vendor. Nothing by default. */
  subscriptions?: SubscriptionOptions | false;
  /**
   * Size in bytes up to which a body is read.
   * @default 262144
   */
  maxBodyBytes?: number;
}

/** What has to be known when the module is imported, because routes are static. */
export interface AlternativePaymentsWebhooksRegistration {
  /**
   * Name of the account whose events arrive.
   * @default 'default'
   */
  account?: string;
  /**
   * Path of the route. It may contain `:tenant`.
   * @default 'webhooks/alternative-payments'
   */
  path?: string;
  /**
   * `false` makes no route: handlers, store and dispatcher are there for a worker.
   * @default true
   */
  route?: boolean;
  /** Decorators of the controller class, such as those that exempt it from the guards of the application. */
  decorators?: readonly ClassDecorator[];
}
