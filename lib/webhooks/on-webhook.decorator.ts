import type { KnownTopic, UnknownWebhookEvent, WebhookEvent, WebhookEventOf } from './webhook-event.js';

/**
 * The key of the metadata. It is a plain string, so that the copies of this package in one application (ESM and
 * CommonJS) find each other's handlers.
 */
const TOPICS = 'nestjs-alternative-payments:webhook-topics';

/** A decorator for methods whose parameter is such an event. */
export type WebhookHandlerDecorator<E> = <M extends (event: E, ...rest: never[]) => unknown>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<M>,
) => void;

/**
 * Has a method of a provider or controller handle the events of one or more topics. `'*'` stands for all
 * events. Several of these decorators on one method add up.
 *
 * The delivery counts as handled once every handler has succeeded. A handler that throws, or whose promise
 * rejects, runs again with the vendor's next attempt, and those that have succeeded do not. In one case a
 * handler may run twice: if the process dies while it runs.
 *
 * @example
 * @OnWebhook('invoice_paid')
 * async settle(event: WebhookEventOf<'invoice_paid'>) {
 *   const invoice = await event.fetch();
 * }
 */
export function OnWebhook<T extends KnownTopic>(
  ...topics: [T, ...T[]]
): WebhookHandlerDecorator<WebhookEventOf<T>>;
export function OnWebhook(topic: '*'): WebhookHandlerDecorator<WebhookEvent>;
export function OnWebhook(topic: string & Record<never, never>): WebhookHandlerDecorator<UnknownWebhookEvent>;
export function OnWebhook(...topics: string[]): MethodDecorator {
  for (const topic of topics) {
    if (typeof topic !== 'string' || topic === '')
      throw new TypeError('@OnWebhook() needs the name of a topic, such as "invoice_paid", or "*" for all.');
  }
  if (topics.length === 0) throw new TypeError('@OnWebhook() needs at least one topic, or "*" for all.');
  return (_target, _key, descriptor) => {
    const method = descriptor.value as object;
    Reflect.defineMetadata(TOPICS, [...new Set([...topicsOf(method), ...topics])], method);
  };
}

/** The topics that a method handles. */
export function topicsOf(method: object): readonly string[] {
  return (Reflect.getOwnMetadata(TOPICS, method) as readonly string[] | undefined) ?? [];
}
