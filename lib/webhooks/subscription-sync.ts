import type { Logger } from '@nestjs/common';
import type { AlternativePaymentsClient } from '../api/alternative-payments-client.js';
import type { Leases } from '../wing.js';
import type { SecretsSource } from './bearer-secrets.js';
import type { WebhookHandler } from './webhook-handlers.js';
import type { SubscriptionOptions } from './webhooks-options.js';

/** What became of the subscriptions, as lists of topics. */
export interface SyncResult {
  readonly created: string[];
  readonly kept: string[];
  readonly wrong: string[];
}

interface SubscriptionSyncParts {
  readonly account: string;
  readonly path: string;
  readonly subscriptions: SubscriptionOptions;
  readonly secrets: SecretsSource;
  readonly clientOf: (event: { readonly tenant?: string }) => AlternativePaymentsClient;
  readonly handlers: () => readonly WebhookHandler[];
  readonly leases: Leases | undefined;
  readonly logger: Logger;
}

/** Stub, until subscriptions are looked after. */
export class SubscriptionSync {
  constructor(readonly parts: SubscriptionSyncParts) {}

  run(_signal?: AbortSignal): Promise<SyncResult> {
    return Promise.resolve({ created: [], kept: [], wrong: [] });
  }
}
