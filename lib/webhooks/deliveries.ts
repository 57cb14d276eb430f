import type { Logger } from '@nestjs/common';
import { textOf } from '../errors/text-of.js';
import { storeKey } from './delivery-id.js';
import type { Claim, DeliveryStore } from './delivery-store.js';
import { DeliveryBusyError } from './delivery-busy.error.js';
import { inTime, LATER, type Receipt, receiptOf, type WorkResult } from './receipt.js';
import type { StoredWebhookEvent, WebhookEvent } from './webhook-event.js';
import type { WebhookHandler } from './webhook-handlers.js';

/**
 * How long a claim holds if its process dies, in milliseconds. It is renewed three times within that time while
 * handlers run.
 */
const LEASE_MS = 60_000;

/**
 * How long it is remembered that a delivery was handled, in milliseconds. How late the vendor repeats one is
 * not known; a month covers those that somebody asks for by hand.
 */
const KEEP_MS = 30 * 24 * 3_600_000;

/** When another process should try what this one refuses because it closes, in milliseconds. */
const CLOSING_MS = 5_000;

/** What deliveries need from the registration. */
export interface DeliveriesParts {
  readonly store: DeliveryStore;
  readonly handlers: () => readonly WebhookHandler[];
  /** Makes of a stored event what handlers get. */
  readonly eventOf: (event: StoredWebhookEvent) => WebhookEvent;
  readonly answerWithinMs: number | false;
  readonly handOver?: (event: StoredWebhookEvent) => unknown;
  readonly deduplicateBy?: (event: StoredWebhookEvent) => string;
  readonly logger: Logger;
}

/** A step that runs at most once for a delivery, such as a handler. */
interface Step {
  readonly name: string;
  readonly run: () => unknown;
}

/** Handles each delivery once, however often it arrives, and says what to answer. */
export class Deliveries {
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly unheard = new Set<string>();
  private isClosing = false;

  constructor(private readonly parts: DeliveriesParts) {}

  /** Works on a delivery that has arrived, and answers in time. It never rejects. */
  receive(event: StoredWebhookEvent): Promise<Receipt> {
    if (this.isClosing) return Promise.resolve(LATER);
    const { handOver, answerWithinMs } = this.parts;
    const handing = handOver && [{ name: 'hand-over', run: () => handOver(event) }];
    const work = this.track(this.work(event, handing));
    return answerWithinMs === false ? work.then(receiptOf) : inTime(work.then(receiptOf), answerWithinMs);
  }

  /**
   * Runs the handlers of an event that comes from a queue.
   *
   * @throws DeliveryBusyError if another worker has it, what a handler has thrown, or the error of the store
   */
  async dispatch(event: StoredWebhookEvent): Promise<'handled' | 'repeated'> {
    if (this.isClosing) throw new DeliveryBusyError(event.id, CLOSING_MS);
    const result = await this.track(this.work(event));
    if (result.is === 'busy') throw new DeliveryBusyError(event.id, result.retryAfterMs);
    if ('error' in result) throw result.error;
    return result.is;
  }

  /** Refuses further deliveries, and settles once those in progress have ended. */
  async drain(): Promise<void> {
    this.isClosing = true;
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    const forget = (): boolean => this.underWay.delete(work);
    work.then(forget, forget);
    return work;
  }

  /** @param handing the one step in place of the handlers, if the event is handed over */
  private async work(event: StoredWebhookEvent, handing?: readonly Step[]): Promise<WorkResult> {
    const { store, deduplicateBy } = this.parts;
    const steps = handing ?? this.stepsOf(event);
    if (steps.length === 0) return { is: 'handled' };
    let key: string;
    let claim: Claim;
    try {
      key = storeKey(event, handing ? 'hand-over' : 'handle', deduplicateBy);
      claim = await store.claim(key, LEASE_MS);
    } catch (error) {
      return this.storeAway(error);
    }
    if (claim.state === 'done') return { is: 'repeated' };
    if (claim.state === 'busy') return { is: 'busy', retryAfterMs: claim.retryAfterMs };
    const { lease, done } = claim;
    const renewal = this.renew(key, lease);
    try {
      const left = steps.filter(({ name }) => !done.includes(name));
      const failure = await this.run(left, event, (step) => store.markHandler(key, lease, step));
      if (failure === undefined) await store.complete(key, lease, KEEP_MS);
      else await store.release(key, lease);
      return failure ?? { is: 'handled' };
    } catch (error) {
      return this.storeAway(error);
    } finally {
      clearInterval(renewal);
    }
  }

  /** Runs the steps one after the other. One that fails does not keep the others from running. */
  private async run(
    steps: readonly Step[],
    { body, id }: StoredWebhookEvent,
    onDone: (step: string) => Promise<void>,
  ): Promise<WorkResult | undefined> {
    let failure: WorkResult | undefined;
    for (const { name, run } of steps) {
      try {
        await run();
      } catch (error) {
        failure ??= { is: 'failed', error };
        const stack = error instanceof Error ? error.stack : undefined;
        this.parts.logger.error(
          `${name} has failed on ${String(body['topic'])} ${id}: ${textOf(error)}`,
          stack,
        );
        continue;
      }
      await onDone(name);
    }
    return failure;
  }

  private stepsOf(stored: StoredWebhookEvent): Step[] {
    const topic = String(stored.body['topic']);
    const handlers = this.parts
      .handlers()
      .filter(({ topics }) => topics.includes(topic) || topics.includes('*'));
    if (handlers.length === 0 && this.unheard.size < MOST_TOPICS && !this.unheard.has(topic)) {
      this.unheard.add(topic);
      this.parts.logger.log(`No handler listens to ${topic}; its deliveries are answered with 200.`);
    }
    if (handlers.length === 0) return [];
    const event = this.parts.eventOf(stored);
    return handlers.map(({ name, run }) => ({ name, run: () => run(event) }));
  }

  /** Keeps the lease while handlers run. A store that cannot extend it lets it end. */
  private renew(key: string, lease: string): NodeJS.Timeout {
    const { store } = this.parts;
    const timer = setInterval(() => {
      const stop = (): void => clearInterval(timer);
      store.claim(key, LEASE_MS, lease).then((claim) => claim.state === 'claimed' || stop(), stop);
    }, LEASE_MS / 3);
    return timer.unref();
  }

  private storeAway(error: unknown): WorkResult {
    this.parts.logger.error(
      `The delivery store has failed, so a delivery will have to be sent again: ${textOf(error)}`,
    );
    return { is: 'store away', error };
  }
}

/** Whoever has the secret could name any number of topics. */
const MOST_TOPICS = 100;
