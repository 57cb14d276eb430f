import type { Call, JsonObject } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { badRequest, notFound } from '../http-error.js';
import { Input } from '../input.js';
import { PAGE_QUERY, mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import { isKnown } from '../../api/types/open.js';
import { WEBHOOK_TOPICS } from '../../api/types/webhook.js';

/** A subscription to one topic, as the API shows it. */
interface WebhookSubscription {
  id: string;
  partner_id: string;
  endpoint_url: string;
  topic: string;
  is_active: boolean;
  /** The end of the secret. The rest cannot be read back. */
  secret_last_4_digits: string;
  /** RFC 3339 time. */
  created_at: string;
  /** RFC 3339 time. */
  updated_at: string;
}

/** How many deliveries have to fail for good, one after the other, to end a subscription. It is assumed. */
const MOST_FAILURES = 3;

/** A subscription with what the API does not show of it. */
export class StoredSubscription {
  isDeleted = false;
  /** No print shows it. */
  readonly #secret: string;
  private failures = 0;

  constructor(
    readonly shown: WebhookSubscription,
    secret: string,
  ) {
    this.#secret = secret;
  }

  get id(): string {
    return this.shown.id;
  }

  get secret(): string {
    return this.#secret;
  }

  /** Whether events are delivered to it. */
  get isLive(): boolean {
    return this.shown.is_active && !this.isDeleted;
  }

  /** Notes how a delivery ended for good. */
  note(isSuccess: boolean): void {
    this.failures = isSuccess ? 0 : this.failures + 1;
    if (this.failures >= MOST_FAILURES) this.deactivate();
  }

  deactivate(): void {
    this.shown.is_active = false;
    this.shown.updated_at = new Date().toISOString();
  }
}

/** The subscriptions to webhooks. The words for a missing scheme are the vendor's, their status is assumed. */
export class WebhookSubscriptions {
  readonly collection = new Collection<StoredSubscription>('webhook subscription', 'wh');

  readonly routes: Route[] = [
    {
      method: 'GET',
      path: '/webhooks',
      query: [...PAGE_QUERY, 'topic', 'is_active'],
      handle: (call) => this.list(call),
    },
    {
      method: 'POST',
      path: '/webhooks',
      body: ['endpoint_url', 'topic', 'secret_key'],
      handle: (call) => json(201, this.create(call.json()).shown),
    },
    { method: 'DELETE', path: '/webhooks/{subscription_id}', handle: (call) => this.delete(call) },
  ];

  /** Those to which events of a topic are delivered. */
  liveFor(topic: string): StoredSubscription[] {
    return this.collection.items.filter((one) => one.isLive && one.shown.topic === topic);
  }

  /** @throws HttpError 400 or 422 */
  create(body: JsonObject): StoredSubscription {
    const input = new Input(body);
    const now = new Date().toISOString();
    const secret = input.optional('secret_key');
    const subscription = {
      id: this.collection.newId(),
      partner_id: 'partner_simulated',
      endpoint_url: input.required('endpoint_url'),
      topic: input.required('topic'),
      is_active: true,
      secret_last_4_digits: secret.slice(-4),
      created_at: now,
      updated_at: now,
    };
    if (!isKnown(WEBHOOK_TOPICS, subscription.topic)) input.refuse('topic', 'is not a known topic');

    input.check();
    if (!/^https?:\/\//i.test(subscription.endpoint_url))
      throw badRequest('URL scheme is required', { endpoint_url: 'URL scheme is required' });

    return this.collection.add(new StoredSubscription(subscription, secret));
  }

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const page = paginate(
      this.collection,
      call.query,
      ({ isDeleted, shown }) =>
        !isDeleted &&
        filters.equal('topic', shown.topic) &&
        filters.equal('is_active', String(shown.is_active)),
    );
    return json(
      200,
      mapPage(page, ({ shown }) => shown),
    );
  }

  private delete(call: Call): Reply {
    const subscription = this.collection.get(call.id);
    if (subscription.isDeleted) throw notFound('webhook subscription');

    subscription.isDeleted = true;
    return json(200, subscription.shown);
  }
}
