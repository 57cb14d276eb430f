import { Module } from '@nestjs/common';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { DemoCustomersController } from './demo-customers.controller.js';
import { CustomersService } from './customers.service.js';

/** The same service on another account: `forFeature` binds `HttpService` to "demo" here. */
@Module({
  imports: [AlternativePaymentsModule.forFeature('demo')],
  controllers: [DemoCustomersController],
  providers: [CustomersService],
})
export class DemoCustomersModule {}
