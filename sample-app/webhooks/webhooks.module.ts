import { Module } from '@nestjs/common';
import {
  AlternativePaymentsWebhooksModule,
  alternativePaymentsWebhooksConfig,
} from 'nestjs-alternative-payments/webhooks';
import { InvoiceWebhooks } from './invoice-webhooks.js';
import { LedgerModule } from './ledger.module.js';
import { WebhooksController } from './webhooks.controller.js';

/**
 * Receives what happens to invoices. If WEBHOOKS_URL says where this application is reached, the topics that
 * have handlers are subscribed to when it starts.
 */
@Module({
  imports: [
    LedgerModule,
    AlternativePaymentsWebhooksModule.forRootAsync(
      alternativePaymentsWebhooksConfig.asProvider({
        useFactory: () => {
          const endpointUrl = process.env.WEBHOOKS_URL;
          return { subscriptions: endpointUrl ? { mode: 'create', endpointUrl } : false };
        },
      }),
    ),
  ],
  controllers: [WebhooksController],
  providers: [InvoiceWebhooks],
})
export class WebhooksModule {}
