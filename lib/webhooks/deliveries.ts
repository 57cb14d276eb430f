import type { Logger } from '@nestjs/common';
import { textOf } from '../errors/text-of.js';
import { quietly } from '../logging/quietly.js';
import type { Observation } from '../observation/observation.js';
import type { DeliveryStore } from '../store/delivery-store.js';
import { within } from '../timing/within.js';
import { DeliveryBusyError } from './delivery-busy.error.js';
import { storeKey } from './delivery-id.js';
import { type Step, workOff } from './delivery-work.js';
import { inTime, LATER, type Receipt, receiptOf, type WorkResult } from './receipt.js';
import type { StoredWebhookEvent, WebhookEvent } from './webhook-event.js';
import type { WebhookHandler } from './webhook-handlers.js';

/** When another process should try what this one refuses because it closes, in milliseconds. */
const CLOSING_MS = 5_000;

/** How long deliveries in progress may keep the application from closing, in milliseconds. */
const DRAIN_MS = 30_000;

/** How long an entity that is not found is asked for where nobody waits for an answer, in milliseconds. */
const PATIENCE_MS = 5_000;

/** Who has the secret could name any number of topics. */
const MOST_TOPICS = 100;

/** What deliveries need from the registration. */
interface DeliveriesParts {
  readonly store: DeliveryStore;
  /** Finds the handlers for one delivery. */
  readonly handlers: () => readonly WebhookHandler[];
  /** Makes of a stored event what handlers get. An entity that is not found is asked for that long. */
  readonly eventOf: (event: StoredWebhookEvent, patienceMs: number) => WebhookEvent;
  readonly answerWithinMs: number | false;
  readonly handOver?: (event: StoredWebhookEvent) => unknown;
  readonly deduplicateBy?: (event: StoredWebhookEvent) => string;
  readonly logger: Logger;
  readonly observation?: Observation;
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
    const work = handOver
      ? this.work(event, 'hand-over', () => [{ name: 'handOver', run: () => handOver(event) }])
      : this.work(event, 'handle', () => this.stepsOf(event, answerWithinMs || PATIENCE_MS));
    const receipt = this.track(work).then(receiptOf);
    return answerWithinMs === false ? receipt : inTime(receipt, answerWithinMs);
  }

  /**
   * Runs the handlers of an event that comes from a queue.
   *
   * @throws DeliveryBusyError if another worker has it, what a handler has thrown, or the error of the store
   */
  async dispatch(event: StoredWebhookEvent): Promise<'handled' | 'repeated'> {
    if (this.isClosing) throw new DeliveryBusyError(event.id, CLOSING_MS);
    const result = await this.track(this.work(event, 'handle', () => this.stepsOf(event, PATIENCE_MS)));
    if (result.is === 'busy') throw new DeliveryBusyError(event.id, result.retryAfterMs);
    if ('error' in result) throw result.error;
    return result.is;
  }

  /**
   * Refuses further deliveries, and settles once those in progress have ended. One that takes too long is left
   * to another process, which may have it once its lease has ended.
   */
  async drain(): Promise<void> {
    this.isClosing = true;
    const ended = async (): Promise<void> => {
      while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
    };
    try {
      await within(DRAIN_MS, ended);
    } catch {
      this.complain(
        `The application closes although ${this.underWay.size} deliveries are still being handled after ${DRAIN_MS / 1_000} s. ` +
          'They will be handled again once their leases have ended.',
      );
    }
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.underWay.add(work);
    const forget = (): boolean => this.underWay.delete(work);
    work.then(forget, forget);
    return work;
  }

  private async work(
    event: StoredWebhookEvent,
    purpose: 'handle' | 'hand-over',
    stepsOf: () => readonly Step[],
  ): Promise<WorkResult> {
    const result = await this.resultOf(event, purpose, stepsOf);
    const { account, tenant, body } = event;
    const isHandedOver = purpose === 'hand-over' && result.is === 'handled';
    this.parts.observation?.worked({
      account,
      ...(tenant !== undefined && { tenant }),
      topic: String(body['topic']),
      result: isHandedOver ? 'handed over' : result.is,
      ...('error' in result && { error: result.error }),
    });
    return result;
  }

  private async resultOf(
    event: StoredWebhookEvent,
    purpose: 'handle' | 'hand-over',
    stepsOf: () => readonly Step[],
  ): Promise<WorkResult> {
    const subject = `${printable(String(event.body['topic']))} ${printable(event.id)}`;
    try {
      const steps = stepsOf();
      if (steps.length === 0) return { is: 'handled' };
      const result = await workOff(storeKey(event, purpose, this.parts.deduplicateBy), steps, {
        store: this.parts.store,
        isClosing: () => this.isClosing,
        onFailure: (step, error) => this.complain(`${step} has failed on ${subject}`, error),
        onTooLong: () =>
          this.complain(
            `The handlers of ${subject} have been running for a quarter of an hour. Once their lease has ended, the delivery may be handled again.`,
          ),
      });
      if (result.is === 'store away')
        this.complain(`The store has failed, so ${subject} has to be sent again`, result.error);
      return result;
    } catch (error) {
      this.complain(`${subject} cannot be handled`, error);
      return { is: 'failed', error };
    }
  }

  private stepsOf(stored: StoredWebhookEvent, patienceMs: number): Step[] {
    const topic = String(stored.body['topic']);
    const handlers = this.parts
      .handlers()
      .filter(({ topics }) => topics.includes(topic) || topics.includes('*'));
    if (handlers.length === 0) {
      this.noteUnheard(topic);
      return [];
    }
    const event = this.parts.eventOf(stored, patienceMs);
    return handlers.map(({ name, run }) => ({ name, run: () => run(event) }));
  }

  private noteUnheard(topic: string): void {
    if (this.unheard.size === MOST_TOPICS || this.unheard.has(topic)) return;
    this.unheard.add(topic);
    const text = `No handler listens to ${printable(topic)}; its deliveries are answered with 200.`;
    quietly(() => this.parts.logger.log(text));
  }

  private complain(what: string, ...errors: [] | [unknown]): void {
    const [error] = errors;
    const stack = error instanceof Error ? error.stack : undefined;
    const text = errors.length === 0 ? what : `${what}: ${textOf(error)}`;
    quietly(() => this.parts.logger.error(text, ...(stack === undefined ? [] : [stack])));
  }
}

/** The sender chose the text: it must not be able to write lines of its own into the log. */
function printable(text: string): string {
  return text.slice(0, 100).replace(/[^\x20-\x7e]/g, '?');
}
