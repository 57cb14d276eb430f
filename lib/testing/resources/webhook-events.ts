import type { Call } from '../call.js';
import { Collection } from '../collection.js';
import { Filters } from '../filters.js';
import { PAGE_QUERY, mapPage, paginate } from '../pagination.js';
import { type Reply, json } from '../reply.js';
import type { Route } from '../router.js';

/**
 * Something that happened. The vendor's fields are not known: these are those of a delivery, and its list adds
 * the status.
 */
export interface WebhookEvent {
  id: string;
  /** For example `invoice_paid`. */
  topic: string;
  /** RFC 3339 time. */
  created_at: string;
  entity_id: string;
  data: object;
}

/** What becomes of events. */
interface Outlet {
  /** Delivers an event to everybody who subscribes to its topic. */
  tell(event: WebhookEvent): Promise<unknown>;
  statusOf(event: WebhookEvent): string;
  /** Sends everything again that did not arrive. */
  retry(): void;
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
    { method: 'POST', path: '/webhooks/retry', handle: () => this.retry() },
  ];

  constructor(private readonly outlet: Outlet) {}

  /** Something has happened, and its subscribers are told. */
  record(topic: string, entityId: string, data: object): void {
    void this.outlet.tell(this.add(topic, entityId, data));
  }

  /** The same without telling anybody. */
  add(topic: string, entityId: string, data: object): WebhookEvent {
    return this.collection.add({
      id: this.collection.newId(),
      topic,
      created_at: new Date().toISOString(),
      entity_id: entityId,
      data: { ...data },
    });
  }

  private retry(): Reply {
    this.outlet.retry();
    // The vendor's answer here is not known. An empty object does no harm.
    return json(200, {});
  }

  private list(call: Call): Reply {
    const filters = new Filters(call.query);
    const isCreatedThen = filters.period('from_date', 'to_date');
    const page = paginate(
      this.collection,
      call.query,
      (event) =>
        filters.equal('topic', event.topic) &&
        filters.equal('status', this.outlet.statusOf(event)) &&
        isCreatedThen(event.created_at),
    );
    return json(
      200,
      mapPage(page, (event) => ({ ...event, status: this.outlet.statusOf(event) })),
    );
  }
}
