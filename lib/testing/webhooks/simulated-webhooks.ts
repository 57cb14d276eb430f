import { randomUUID } from 'node:crypto';
import { checkInteger, checkKeys, checkNumber, checkText } from '../check.js';
import { HttpError } from '../http-error.js';
import type { VendorApi } from '../resources/vendor-api.js';
import { isKnown } from '../../api/types/open.js';
import { WEBHOOK_TOPICS } from '../../api/types/webhook.js';
import type { WebhookAttempt } from './webhook-attempt.js';

/** What an event that a test makes up is about. */
export interface DeliverOptions {
  /**
   * Id of the entity.
   * @default the latest one of that kind, else a made-up id
   */
  entity_id?: string;
  /**
   * What comes with the event.
   * @default the entity as it is, else its id
   */
  data?: object;
  /**
   * How often it is delivered, with the same `idempotency_key`.
   * @default 1
   */
  times?: number;
}

/**
 * The deliveries of a simulator. Whatever happens in it is delivered to the subscriptions to its topic, with
 * the secret of the subscription as bearer. An answer that is not 2xx, or none within 30 s, is a failure: the
 * delivery is repeated after 10 s, a minute, 10 minutes and an hour, and has then failed. Three that have failed
 * one after the other deactivate the subscription. All these numbers are assumed.
 */
export class SimulatedWebhooks {
  /** @internal */
  constructor(private readonly api: VendorApi) {}

  /** All attempts that have ended, the latest one last. */
  get attempts(): readonly WebhookAttempt[] {
    return this.api.deliveries.attempts;
  }

  /**
   * Subscribes an address without a request.
   *
   * @param options.topics all topics unless given
   * @throws TypeError for an address without scheme, or an unknown topic
   */
  subscribe(
    endpointUrl: string,
    { secret = '', topics = WEBHOOK_TOPICS }: { secret?: string; topics?: readonly string[] } = {},
  ): void {
    for (const topic of topics) {
      const body = { endpoint_url: endpointUrl, topic, secret_key: secret };
      asTypeError(() => this.api.subscriptions.create(body));
    }
  }

  /**
   * Makes an event happen, and nothing else: no entity changes. It is how to test topics that nothing in the
   * simulator tells of, such as `customer_updated`. Resolves to the first attempt at each subscription.
   *
   * @throws TypeError for a topic that the vendor does not have
   * @throws Error if nobody subscribes to the topic
   * @example
   * const [attempt] = await simulator.webhooks.deliver('customer_updated', { entity_id: customer.id });
   * expect(attempt?.status).toBe(200);
   */
  async deliver(topic: string, options: DeliverOptions = {}): Promise<WebhookAttempt[]> {
    checkKeys('deliver()', options, ['entity_id', 'data', 'times']);
    const { times = 1 } = options;
    checkInteger('times', times, 1);
    if (!isKnown(WEBHOOK_TOPICS, topic)) {
      throw new TypeError(
        `"${topic}" is no topic of the vendor. The topics are ${WEBHOOK_TOPICS.join(', ')}; anything else can be sent with webhookRequest().`,
      );
    }
    const entity = this.api.entityOf(topic, options.entity_id);
    const id = options.entity_id ?? entity?.id ?? randomUUID();
    checkText('entity_id', id);
    if (this.api.subscriptions.liveFor(topic).length === 0)
      throw new Error(`No active subscription to "${topic}": subscribe by POST /webhooks or by subscribe().`);

    return this.api.deliveries.tell(this.api.events.add(topic, id, options.data ?? entity ?? { id }), times);
  }

  /** Delivers everything once more that was delivered, and resolves to the attempts. */
  repeat(): Promise<WebhookAttempt[]> {
    return this.api.deliveries.repeat();
  }

  /** Holds new events back until `release()`. */
  hold(): void {
    this.api.deliveries.hold();
  }

  /**
   * Delivers what was held, one after the other, and resolves to the attempts.
   *
   * @param options.reversed the latest event first
   */
  release({ reversed = false }: { reversed?: boolean } = {}): Promise<WebhookAttempt[]> {
    return this.api.deliveries.release(reversed);
  }

  /**
   * Lets time pass for the deliveries alone, and resolves when the attempts that fell due have ended.
   *
   * @param milliseconds how much
   * @throws RangeError for less than nothing
   * @example
   * await simulator.webhooks.pass(10_000); // the second attempt
   */
  async pass(milliseconds: number): Promise<void> {
    checkNumber('milliseconds', milliseconds, 0);
    await this.api.deliveries.pass(milliseconds);
  }

  /** Resolves when no attempt is under way. */
  settled(): Promise<void> {
    return this.api.deliveries.settled();
  }

  /**
   * Deactivates a subscription. By which rule the vendor does so is not known.
   *
   * @throws Error if there is no such subscription
   */
  deactivate(subscriptionId: string): void {
    this.api.subscriptions.collection.demand(subscriptionId).deactivate();
  }

  /** @internal Calls a function with each attempt that has ended. */
  follow(reader: (attempt: WebhookAttempt) => void): void {
    this.api.deliveries.follow(reader);
  }
}

function asTypeError(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const problems = Object.entries(error.validationErrors).map((problem) => problem.join(' '));
    throw new TypeError(problems.join(', '), { cause: error });
  }
}
