import type { WebhookEvent } from '../resources/webhook-events.js';
import type { StoredSubscription, WebhookSubscriptions } from '../resources/webhook-subscriptions.js';
import { Alarm } from '../../timing/alarm.js';
import { Delivery } from './delivery.js';
import { post } from './post.js';
import type { WebhookAttempt } from './webhook-attempt.js';
import { webhookRequest } from './webhook-request.js';

/** Sends events to their subscribers, at once and again after failures. Its timer keeps no process alive. */
export class Deliveries {
  readonly attempts: WebhookAttempt[] = [];
  private readonly all: Delivery[] = [];
  private readonly byEvent = new Map<string, Delivery[]>();
  /** Those that are due at some time. */
  private readonly waiting = new Set<Delivery>();
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly closing = new AbortController();
  private readonly alarm = new Alarm(() => {
    void this.sendDue();
    // A timer may ring a moment before its time, when nothing is due yet.
    this.setAlarm();
  });
  private reader: ((attempt: WebhookAttempt) => void) | undefined;
  /** Those that wait until a test lets them go; undefined while nothing is held. */
  private held: Delivery[] | undefined;
  /** By how much a test has pushed the clock, in milliseconds. */
  private pushedMs = 0;

  constructor(private readonly subscriptions: WebhookSubscriptions) {}

  /** Delivers an event, and resolves to the first attempt at each subscription; none of them if it is held. */
  tell(event: WebhookEvent, times = 1): Promise<WebhookAttempt[]> {
    const live = this.subscriptions.liveFor(event.topic);
    const deliveries = Array.from({ length: times }, () => live.map((one) => this.add(event, one))).flat();
    if (this.held === undefined) return this.sendAll(deliveries);
    this.held.push(...deliveries);
    return Promise.resolve([]);
  }

  /** `delivered` once every subscriber has it, and `failed` if one of them will not get it. All words are assumed. */
  statusOf({ id }: Pick<WebhookEvent, 'id'>): string {
    const states = (this.byEvent.get(id) ?? []).map(({ state }) => state);
    if (states.includes('failed')) return 'failed';
    return states.length > 0 && states.every((state) => state === 'delivered') ? 'delivered' : 'pending';
  }

  /** Sends again what has failed or waits for its next attempt. What a test holds stays held. */
  retry(): void {
    const lost = this.all.filter(
      ({ state, dueAtMs, subscription }) =>
        (state === 'failed' || dueAtMs !== undefined) && subscription.isLive,
    );
    for (const delivery of lost) {
      delivery.restart(this.now());
      this.waiting.add(delivery);
    }
    void this.sendDue();
  }

  /** Sends everything once more that has been delivered, as a vendor does that has missed the answers. */
  repeat(): Promise<WebhookAttempt[]> {
    const delivered = this.all.filter(
      ({ state, subscription }) => state === 'delivered' && subscription.isLive,
    );
    return this.sendAll(delivered.map(({ event, subscription }) => this.add(event, subscription)));
  }

  hold(): void {
    this.held ??= [];
  }

  /** Sends what was held, one after the other. */
  async release(isReversed: boolean): Promise<WebhookAttempt[]> {
    const held = this.held ?? [];
    this.held = undefined;
    const attempts: WebhookAttempt[] = [];
    for (const delivery of isReversed ? held.toReversed() : held)
      attempts.push(...(await this.send(delivery)));
    return attempts;
  }

  /** Pushes the clock. Attempts that fall due meanwhile are sent in their order, each after the one before. */
  async pass(milliseconds: number): Promise<void> {
    await this.settled();
    const untilMs = this.now() + milliseconds;
    for (let nextMs = this.nextMs(); nextMs <= untilMs; nextMs = this.nextMs()) {
      this.pushedMs += Math.max(0, nextMs - this.now());
      await this.sendDue();
      await this.settled();
    }
    this.pushedMs += Math.max(0, untilMs - this.now());
    this.setAlarm();
  }

  /** Settles when no attempt is under way. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  follow(reader: (attempt: WebhookAttempt) => void): void {
    this.reader = reader;
  }

  /** Ends the attempts under way. Nothing is sent from now on. */
  async close(): Promise<void> {
    this.closing.abort();
    this.alarm.off();
    this.waiting.clear();
    await this.settled();
  }

  private add(event: WebhookEvent, subscription: StoredSubscription): Delivery {
    const delivery = new Delivery(event, subscription);
    this.all.push(delivery);
    this.byEvent.set(event.id, [...(this.byEvent.get(event.id) ?? []), delivery]);
    return delivery;
  }

  private sendDue(): Promise<WebhookAttempt[]> {
    const now = this.now();
    return this.sendAll([...this.waiting].filter(({ dueAtMs = Infinity }) => dueAtMs <= now));
  }

  private async sendAll(deliveries: readonly Delivery[]): Promise<WebhookAttempt[]> {
    return (await Promise.all(deliveries.map((delivery) => this.send(delivery)))).flat();
  }

  private send(delivery: Delivery): Promise<WebhookAttempt[]> {
    const sending = this.attempt(delivery).finally(() => this.underWay.delete(sending));
    this.underWay.add(sending);
    return sending;
  }

  private async attempt(delivery: Delivery): Promise<WebhookAttempt[]> {
    const { event, subscription } = delivery;
    this.waiting.delete(delivery);
    if (this.closing.signal.aborted) return [];
    if (!subscription.isLive) {
      delivery.giveUp();
      return [];
    }
    const beganAtMs = this.now();
    const number = delivery.begin();
    const { topic, entity_id, data, created_at: timestamp, id: idempotency_key } = event;
    const { endpoint_url } = subscription.shown;
    const { secret } = subscription;
    const request = webhookRequest({ topic, entity_id, data, timestamp, idempotency_key, secret });
    const result = await post(endpoint_url, request, this.closing.signal);
    if (this.closing.signal.aborted) return [];
    delivery.end(result.status, beganAtMs);
    if (delivery.dueAtMs === undefined) subscription.note(delivery.state === 'delivered');
    else this.waiting.add(delivery);
    this.setAlarm();
    const facts = { topic, entity_id, idempotency_key, subscription_id: subscription.id, endpoint_url };
    const attempt = { ...facts, attempt: number, ...result };
    this.attempts.push(attempt);
    this.reader?.(attempt);
    return [attempt];
  }

  private setAlarm(): void {
    const nextMs = this.nextMs();
    if (nextMs < Infinity && !this.closing.signal.aborted)
      this.alarm.ringIn(Math.max(0, nextMs - this.now()));
  }

  private nextMs(): number {
    return Math.min(...[...this.waiting].map(({ dueAtMs = Infinity }) => dueAtMs));
  }

  private now(): number {
    return performance.now() + this.pushedMs;
  }
}
