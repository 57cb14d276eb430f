import { Module } from '@nestjs/common';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { DemoCustomersController } from './demo-customers.controller.js';

/** The same routes on another account: `forFeature` binds the client to "demo" here. */
@Module({
  imports: [AlternativePaymentsModule.forFeature('demo')],
  controllers: [DemoCustomersController],
})
export class DemoCustomersModule {}
