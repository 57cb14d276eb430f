export {
  type AlternativePaymentsWebhooksAsyncOptions,
  AlternativePaymentsWebhooksModule,
} from './alternative-payments-webhooks.module.js';
export { DeliveryBusyError } from './delivery-busy.error.js';
export type { Claim, DeliveryStore } from '../store/delivery-store.js';
export { MemoryDeliveryStore } from '../store/memory-delivery-store.js';
export { OnWebhook, type WebhookHandlerDecorator } from './on-webhook.decorator.js';
export type { SyncResult } from './subscription-sync.js';
export { WebhookDispatcher } from './webhook-dispatcher.js';
export type {
  FetchableWebhookEntity,
  KnownTopic,
  KnownWebhookEvent,
  StoredWebhookEvent,
  UnknownWebhookEvent,
  WebhookDelivery,
  WebhookEntities,
  WebhookEvent,
  WebhookEventOf,
} from './webhook-event.js';
export {
  type AlternativePaymentsWebhooksConfig,
  type AlternativePaymentsWebhooksConfigExtras,
  type AlternativePaymentsWebhooksConfigProvider,
  alternativePaymentsWebhooksConfig,
  alternativePaymentsWebhooksConfigFor,
} from './webhooks-namespace.js';
export type {
  AlternativePaymentsWebhooksOptions,
  AlternativePaymentsWebhooksRegistration,
  SubscriptionOptions,
  WebhookSecrets,
} from './webhooks-options.js';
export { getWebhookDispatcherToken } from './webhooks-tokens.js';
