import { InvalidArgumentError } from '../errors/invalid-argument.error.js';
import type { Deliveries } from './deliveries.js';
import type { SubscriptionSync, SyncResult } from './subscription-sync.js';
import type { StoredWebhookEvent } from './webhook-event.js';

/** Runs the handlers of events that come from a queue, and looks after the subscriptions. */
export class WebhookDispatcher {
  /** The module creates it and provides it by injection. */
  constructor(
    private readonly account: string,
    private readonly deliveries: Deliveries,
    private readonly subscriptions: SubscriptionSync | undefined,
  ) {}

  /**
   * Runs the handlers of an event, with the same store and the same promise as for a delivery: each succeeds
   * once.
   *
   * @param event what `handOver` was given
   * @returns `repeated` if all handlers had succeeded before
   * @throws DeliveryBusyError if another worker has it; let the queue try again
   * @throws what a handler has thrown; let the queue try again, and only the handlers that failed run
   * @throws InvalidArgumentError for anything that is no such event
   *
   * @example
   * async process(job: Job<StoredWebhookEvent>) {
   *   await this.dispatcher.dispatch(job.data);
   * }
   */
  async dispatch(event: StoredWebhookEvent): Promise<'handled' | 'repeated'> {
    const { version, id, account, receivedAt, body } = (event ?? {}) as Partial<StoredWebhookEvent>;
    const isEvent = [id, account, receivedAt, body?.['topic']].every((one) => typeof one === 'string');
    if (version !== 1 || !isEvent) {
      throw new InvalidArgumentError(
        'dispatch() takes an event as handOver was given it, by a version of this package that writes version 1.',
      );
    }
    if (account !== this.account) {
      throw new InvalidArgumentError(
        `The event is one of account "${account}", and this dispatcher is that of account "${this.account}". ` +
          'Inject the one of that account with @Inject(getWebhookDispatcherToken(name)).',
      );
    }
    return this.deliveries.dispatch(event);
  }

  /**
   * Checks or creates the subscriptions as the option `subscriptions` says, once more.
   *
   * @returns the topics for which a subscription was created, was there, or is not as it should be
   * @throws InvalidArgumentError if there is no such option
   */
  async sync(): Promise<SyncResult> {
    if (this.subscriptions === undefined) {
      throw new InvalidArgumentError(
        'sync() needs the option "subscriptions" of AlternativePaymentsWebhooksModule, and a registration with a route.',
      );
    }
    return this.subscriptions.run();
  }
}
