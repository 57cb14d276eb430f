import { Logger, type Provider } from '@nestjs/common';
import { ApplicationConfig, MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { AlternativePaymentsClient } from '../api/alternative-payments-client.js';
import {
  getAlternativePaymentsToken,
  getTenantsToken,
  isDefaultAccount,
} from '../alternative-payments.tokens.js';
import { concealing } from '../config/redacted-print.js';
import { InvalidRegistrationError } from '../errors/invalid-registration.error.js';
import type { AlternativePaymentsTenants } from '../tenants/tenants.js';
import { Observation } from '../observation/observation.js';
import { getLeasesToken, type Leases, OBSERVER, type Observer } from '../wing.js';
import { BearerSecrets } from './bearer-secrets.js';
import { Deliveries } from './deliveries.js';
import { MemoryDeliveryStore } from '../store/memory-delivery-store.js';
import { ObservedDeliveries } from './observed-deliveries.js';
import { type ResolvedWebhooksOptions, resolveWebhooksOptions } from './resolved-webhooks-options.js';
import { routePath } from './route-path.js';
import { SubscriptionSync } from './subscription-sync.js';
import { WebhookDispatcher } from './webhook-dispatcher.js';
import type { StoredWebhookEvent } from './webhook-event.js';
import { webhookEvent } from './webhook-event.factory.js';
import { findHandlers, type WebhookHandler } from './webhook-handlers.js';
import { hasTenant } from './webhook-path.js';
import { WebhookRoute } from './webhook-route.js';
import { WebhooksLifeCycle } from './webhooks-life-cycle.js';
import type { AlternativePaymentsWebhooksOptions } from './webhooks-options.js';
import {
  CLIENT_OF,
  getWebhookDispatcherToken,
  HANDLERS,
  OBSERVATION,
  OPTIONS,
  PATH,
  RESOLVED_OPTIONS,
} from './webhooks-tokens.js';

/** How long an observer may delay a delivery whose answer has no limit, in milliseconds. */
const OBSERVER_MS = 5_000;

type ClientOf = (event: Pick<StoredWebhookEvent, 'tenant'>) => AlternativePaymentsClient;
type Handlers = () => readonly WebhookHandler[];

/**
 * Provides what a registration consists of.
 *
 * @param path undefined if it has no route
 */
export function webhooksProviders(account: string, path: string | undefined): Provider[] {
  const logger = new Logger(`AlternativePaymentsWebhooks${isDefaultAccount(account) ? '' : `:${account}`}`);
  return [
    {
      provide: RESOLVED_OPTIONS,
      inject: [OPTIONS],
      useFactory: (options: AlternativePaymentsWebhooksOptions): ResolvedWebhooksOptions =>
        concealing(resolveWebhooksOptions(options, { account, path }), ['secrets'], 'by name'),
    },
    {
      provide: CLIENT_OF,
      inject: [getAlternativePaymentsToken(account), getTenantsToken(account)].map((token) => ({
        token,
        optional: true,
      })),
      useFactory: (client?: AlternativePaymentsClient, tenants?: AlternativePaymentsTenants): ClientOf => {
        if (client === undefined || tenants === undefined) throw unknownAccount(account);
        return ({ tenant }) => (tenant === undefined ? client : tenants.client(tenant));
      },
    },
    {
      provide: HANDLERS,
      inject: [ModulesContainer],
      useFactory: (modules: ModulesContainer): Handlers => {
        const scanner = new MetadataScanner();
        return () => findHandlers(modules, scanner);
      },
    },
    {
      provide: OBSERVATION,
      inject: [{ token: OBSERVER, optional: true }],
      useFactory: (observer?: Observer) => observer && new Observation(observer, logger),
    },
    {
      provide: Deliveries,
      inject: [RESOLVED_OPTIONS, CLIENT_OF, HANDLERS, OBSERVATION],
      useFactory: (
        options: ResolvedWebhooksOptions,
        clientOf: ClientOf,
        handlers: Handlers,
        observation?: Observation,
      ) =>
        new Deliveries({
          ...options,
          store: options.store ?? new MemoryDeliveryStore(),
          handlers,
          eventOf: (event, patienceMs) => webhookEvent(event, clientOf, patienceMs),
          logger,
          observation,
        }),
    },
    {
      provide: SubscriptionSync,
      inject: [
        RESOLVED_OPTIONS,
        CLIENT_OF,
        HANDLERS,
        ApplicationConfig,
        { token: getLeasesToken(account), optional: true },
      ],
      useFactory: (
        { subscriptions, secrets }: ResolvedWebhooksOptions,
        clientOf: ClientOf,
        handlers: Handlers,
        config: ApplicationConfig,
        leases?: Leases,
      ) =>
        subscriptions &&
        new SubscriptionSync({
          account,
          client: clientOf({}),
          subscriptions,
          secrets,
          handlers,
          routePath: () => routePath(config, path ?? ''),
          leases,
          logger,
        }),
    },
    {
      provide: getWebhookDispatcherToken(account),
      inject: [Deliveries, SubscriptionSync],
      useFactory: (deliveries: Deliveries, subscriptions: SubscriptionSync | undefined) =>
        new WebhookDispatcher(account, deliveries, subscriptions),
    },
    {
      provide: WebhooksLifeCycle,
      inject: [ModulesContainer, RESOLVED_OPTIONS, HANDLERS, Deliveries, SubscriptionSync],
      useFactory: (
        modules: ModulesContainer,
        { store }: ResolvedWebhooksOptions,
        handlers: Handlers,
        deliveries: Deliveries,
        subscriptions: SubscriptionSync | undefined,
      ) =>
        new WebhooksLifeCycle({
          modules,
          path,
          isForgetful: store === undefined,
          handlers,
          deliveries,
          subscriptions,
          logger,
        }),
    },
    ...(isDefaultAccount(account)
      ? [{ provide: WebhookDispatcher, useExisting: getWebhookDispatcherToken() }]
      : []),
    ...(path === undefined ? [] : routeProviders(account, path, logger)),
  ];
}

function routeProviders(account: string, path: string, logger: Logger): Provider[] {
  return [
    { provide: PATH, useValue: path },
    {
      provide: WebhookRoute,
      inject: [RESOLVED_OPTIONS, Deliveries, OBSERVATION],
      useFactory: (
        { secrets, maxBodyBytes, answerWithinMs }: ResolvedWebhooksOptions,
        deliveries: Deliveries,
        observation?: Observation,
      ) =>
        new WebhookRoute({
          account,
          hasTenant: hasTenant(path),
          secrets: new BearerSecrets(secrets),
          maxBodyBytes,
          deliveries,
          logger,
          observed: observation && new ObservedDeliveries(observation, answerWithinMs || OBSERVER_MS),
        }),
    },
  ];
}

function unknownAccount(account: string): InvalidRegistrationError {
  const call = isDefaultAccount(account) ? 'forRootAsync({ … })' : `forRootAsync({ name: '${account}', … })`;
  return new InvalidRegistrationError(
    `AlternativePaymentsWebhooksModule is registered for account "${account}", which is not registered. ` +
      `Add AlternativePaymentsModule.${call} to the imports of your root module.`,
  );
}
