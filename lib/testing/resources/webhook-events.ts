import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { PAGE_QUERY, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';

/**
 * A record of something that happened. The simulator keeps these but delivers nothing. The vendor's fields are
 * not known: these are those of a delivery, with a status.
 */
interface WebhookEvent {
  id: string;
  /** For example `invoice_paid`. */
  topic: string;
  status: string;
  /** RFC 3339 time. */
  created_at: string;
  entity_id: string;
  data: object;
}

/** The events that have happened, named by the webhook topics. */
export class WebhookEvents {
  readonly collection = new Collection<WebhookEvent>('webhook event', 'evt');

  readonly routes: Route[] = [
    {
      method: 'GET',
      path: '/webhooks/events',
      query: [...PAGE_QUERY, 'topic', 'status', 'from_date', 'to_date'],
      handle: (call) => this.list(call),
    },
    // The vendor's answer here is not known. An empty object does no harm.
    { method: 'POST', path: '/webhooks/retry', handle: () => json(200, {}) },
  ];

  record(topic: string, entityId: string, data: object): void {
    this.collection.add({
      id: this.collection.newId(),
      topic,
      status: 'pending',
      created_at: new Date().toISOString(),
      entity_id: entityId,
      data: { ...data },
    });
  }

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const isCreatedThen = filters.period('from_date', 'to_date');
    const page = paginate(
      this.collection,
      call.query,
      (event) =>
        filters.equal('topic', event.topic) &&
        filters.equal('status', event.status) &&
        isCreatedThen(event.created_at),
    );
    return json(200, page);
  }
}
