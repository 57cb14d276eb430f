// What the snippets of the documentation take for granted: names that they neither import nor declare.
import { Module } from '@nestjs/common';
import type { AlternativePaymentsModuleOptions } from 'nestjs-alternative-payments';
import type { Simulator } from 'nestjs-alternative-payments/testing';
import type { RedisClient } from 'nestjs-alternative-payments/redis';
import type { StoredWebhookEvent } from 'nestjs-alternative-payments/webhooks';
import type { Queue as BullQueue } from 'bullmq';

export { HttpService } from '@nestjs/axios';
export { Injectable, Module } from '@nestjs/common';
export { AlternativePaymentsModule, alternativePaymentsConfig } from 'nestjs-alternative-payments';
export { AlternativePaymentsClient, isOutcomeUnknown, MemoryTokenStore } from 'nestjs-alternative-payments';
export { RedisDeliveryStore, RedisRateBudget, RedisTokenStore } from 'nestjs-alternative-payments/redis';
export type { AlternativePayments } from 'nestjs-alternative-payments';
export {
  AlternativePaymentsWebhooksModule,
  alternativePaymentsWebhooksConfig,
  alternativePaymentsWebhooksConfigFor,
  OnWebhook,
  WebhookDispatcher,
} from 'nestjs-alternative-payments/webhooks';
export { Queue } from 'bullmq';
export type { Redis } from 'ioredis';
export { firstValueFrom } from 'rxjs';
export { afterEach, beforeEach, expect, it } from 'vitest';

export interface Customer {
  id: string;
  name: string;
}

export interface Invoice {
  customer_id: string;
}

@Module({})
export class AppModule {}

@Module({})
export class BillingModule {}

export declare class Billing {
  bill(customerId: string): Promise<void>;
}

@Module({})
export class PartnersModule {}

export declare class PartnerKeys {
  find(
    tenantId: string,
  ): Promise<{ clientId: string; clientSecret: string; webhookSecrets?: string[] } | undefined>;
}

@Module({})
export class VaultModule {}

export declare class Vault {
  read(name: string): Promise<{ id: string; secret: string }>;
}

@Module({})
export class SecretsModule {}

export declare class Secrets {
  alternativePayments(): Promise<{ clientId: string; clientSecret: string }>;
}

@Module({})
export class SettingsModule {}

export declare class BillingOptions {
  createAlternativePaymentsOptions(): AlternativePaymentsModuleOptions;
}

@Module({})
export class RedisModule {}

export declare const REDIS: unique symbol;

export declare class InvoicesService {}

export declare const clientId: string;
export declare const clientSecret: string;
export declare const redis: RedisClient;
export declare function simulatorOf(tenant: string): Simulator;
export declare function handOverTo(
  queue: BullQueue<StoredWebhookEvent>,
): (event: StoredWebhookEvent) => unknown;
