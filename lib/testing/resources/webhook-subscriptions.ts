import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { badRequest, notFound } from '../http-error.js';
import { Input } from '../input.js';
import { PAGE_QUERY, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';
import { WEBHOOK_TOPICS } from './webhook-topics.js';

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

/** The subscriptions to webhooks. The words for a missing scheme are the vendor's, their status is assumed. */
export class WebhookSubscriptions {
  private readonly collection = new Collection<WebhookSubscription>('webhook subscription', 'wh');
  private readonly deleted = new Set<string>();

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
      handle: (call) => this.create(call),
    },
    { method: 'DELETE', path: '/webhooks/{subscription_id}', handle: (call) => this.delete(call) },
  ];

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const page = paginate(
      this.collection,
      call.query,
      (subscription) =>
        !this.deleted.has(subscription.id) &&
        filters.equal('topic', subscription.topic) &&
        filters.equal('is_active', String(subscription.is_active)),
    );
    return json(200, page);
  }

  private create(call: Call): Reply {
    const input = new Input(call.json());
    const now = new Date().toISOString();
    const subscription = {
      id: this.collection.newId(),
      partner_id: 'partner_simulated',
      endpoint_url: input.required('endpoint_url'),
      topic: input.required('topic'),
      is_active: true,
      secret_last_4_digits: input.optional('secret_key').slice(-4),
      created_at: now,
      updated_at: now,
    };
    if (!WEBHOOK_TOPICS.includes(subscription.topic)) input.refuse('topic', 'is not a known topic');

    input.check();
    if (!/^https?:\/\//i.test(subscription.endpoint_url))
      throw badRequest('URL scheme is required', { endpoint_url: 'URL scheme is required' });

    return json(201, this.collection.add(subscription));
  }

  private delete(call: Call): Reply {
    const subscription = this.collection.get(call.id);
    if (this.deleted.has(subscription.id)) throw notFound('webhook subscription');

    this.deleted.add(subscription.id);
    return json(200, subscription);
  }
}
