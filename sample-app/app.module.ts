import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import {
  AlternativePaymentsModule,
  alternativePaymentsConfig,
  alternativePaymentsConfigFor,
  ApiExceptionFilter,
  MemoryTokenStore,
} from 'nestjs-alternative-payments';
import { CustomersModule } from './customers/customers.module.js';
import { DemoCustomersModule } from './customers/demo-customers.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { HealthModule } from './health/health.module.js';
import { InvoicesModule } from './invoices/invoices.module.js';
import { ObservingModule } from './observing/observing.module.js';
import { PartnerKeys } from './partners/partner-keys.js';
import { PartnerKeysModule } from './partners/partner-keys.module.js';
import { PartnersModule } from './partners/partners.module.js';
import { PaymentRequestsModule } from './payment-requests/payment-requests.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { TourModule } from './demo/tour.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/**
 * Two environments side by side: the default account, and one named "demo" for experiments. In addition,
 * there are partners with keys of their own, who become known while the application runs.
 */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    ScheduleModule.forRoot(),
    AlternativePaymentsModule.forRootAsync(
      alternativePaymentsConfig.asProvider({
        imports: [PartnerKeysModule],
        inject: [PartnerKeys],
        useFactory: (keys: PartnerKeys) => ({
          tenants: { resolve: (partner: string) => keys.find(partner) },
          // Subscribing takes a lease from it. More than one process would need a RedisTokenStore.
          tokenStore: { store: new MemoryTokenStore(), encryption: 'plaintext' },
        }),
      }),
    ),
    AlternativePaymentsModule.forRootAsync({
      name: 'demo',
      ...alternativePaymentsConfigFor('demo').asProvider(),
    }),
    CustomersModule,
    DashboardModule,
    DemoCustomersModule,
    HealthModule,
    InvoicesModule,
    ObservingModule,
    PartnersModule,
    PaymentRequestsModule,
    TokensModule,
    TourModule,
    WebhooksModule,
  ],
  providers: [
    // Validates input against the `schema` of its parameter, and answers 400 if it does not match.
    { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
    // Tells clients what they can change, such as a duplicate `external_id`, and nothing about the account.
    { provide: APP_FILTER, useClass: ApiExceptionFilter },
  ],
})
export class AppModule {}
