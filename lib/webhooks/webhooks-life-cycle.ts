import type { BeforeApplicationShutdown, Logger, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';
import { quietly } from '../logging/quietly.js';
import { isLoadedLazily } from '../loaded-lazily.js';
import { detached } from '../timing/detached.js';
import type { Deliveries } from './deliveries.js';
import type { SubscriptionSync } from './subscription-sync.js';
import type { WebhookHandler } from './webhook-handlers.js';
import { isSamePath } from './webhook-path.js';
import { PATH } from './webhooks-tokens.js';

/** What the life of a registration needs. */
interface WebhooksLifeCycleParts {
  readonly modules: ModulesContainer;
  readonly path: string | undefined;
  /** Whether deliveries are remembered in memory because no store was given. */
  readonly isForgetful: boolean;
  readonly handlers: () => readonly WebhookHandler[];
  readonly deliveries: Deliveries;
  readonly subscriptions: SubscriptionSync | undefined;
  readonly logger: Logger;
}

/** Checks a registration while the application starts, and lets its deliveries end when that closes. */
export class WebhooksLifeCycle implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly closing = new AbortController();

  /** @throws InvalidRegistrationError in a module that is loaded lazily, and for a path that is taken */
  constructor(private readonly parts: WebhooksLifeCycleParts) {
    const { modules, path } = parts;
    if (isLoadedLazily(modules, WebhooksLifeCycle)) {
      throw new InvalidRegistrationError(
        'AlternativePaymentsWebhooksModule is registered in a module that is loaded lazily; Nest would give it no route and never close it. ' +
          'Call forRoot() or forRootAsync() in the root module; handlers may be in lazy modules.',
      );
    }
    // Any later, Fastify would have refused the route with an error that says less.
    if (path === undefined || pathsIn(modules).filter((other) => isSamePath(path, other)).length < 2) return;
    throw new InvalidRegistrationError(
      `AlternativePaymentsWebhooksModule is registered twice with the path "${path}". Give each registration a "path" of its own.`,
    );
  }

  /** @throws InvalidRegistrationError for handlers that would run twice, and for those that cannot be told apart */
  onModuleInit(): void {
    const { isForgetful, handlers, logger } = this.parts;
    handlers();
    if (!isForgetful || process.env.NODE_ENV !== 'production') return;
    quietly(() =>
      logger.warn(
        'Deliveries are remembered in the memory of this process alone, so a restart or a second process may handle one again. ' +
          'Give a "store", such as new RedisDeliveryStore(client) of nestjs-alternative-payments/redis.',
      ),
    );
  }

  /** The vendor may be away, and the application starts nevertheless. */
  onApplicationBootstrap(): void {
    // It goes on for as long as the vendor is away, so it belongs to nobody who starts the application.
    void detached(() => this.parts.subscriptions?.keepTrying(this.closing.signal));
  }

  /** The server still answers, and accounts close later, so that handlers can use the API to their end. */
  beforeApplicationShutdown(): Promise<void> {
    this.closing.abort();
    return this.parts.deliveries.drain();
  }
}

function pathsIn(modules: ModulesContainer): string[] {
  return [...modules.values()].flatMap(({ providers }) => {
    const path: unknown = providers.get(PATH)?.instance;
    return typeof path === 'string' ? [path] : [];
  });
}
