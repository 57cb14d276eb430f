import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { ScheduleModule } from '@nestjs/schedule';
import {
  AlternativePaymentsModule,
  alternativePaymentsConfig,
  alternativePaymentsConfigFor,
} from 'nestjs-alternative-payments';
import { CustomersModule } from './customers/customers.module.js';
import { DemoCustomersModule } from './customers/demo-customers.module.js';
import { InvoicesModule } from './invoices/invoices.module.js';
import { PaymentRequestsModule } from './payment-requests/payment-requests.module.js';
import { TokensModule } from './tokens/tokens.module.js';

/** Two environments side by side: the default account, and one named "demo" for trying things out. */
@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    ScheduleModule.forRoot(),
    AlternativePaymentsModule.forRootAsync(alternativePaymentsConfig.asProvider()),
    AlternativePaymentsModule.forRootAsync({
      name: 'demo',
      ...alternativePaymentsConfigFor('demo').asProvider(),
    }),
    CustomersModule,
    DemoCustomersModule,
    InvoicesModule,
    PaymentRequestsModule,
    TokensModule,
  ],
})
export class AppModule {}
