import { Module } from '@nestjs/common';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { OriginModule } from '../demo/origin.module.js';
import { PaymentRequestsController } from './payment-requests.controller.js';
import { PaymentRequestsService } from './payment-requests.service.js';

@Module({
  imports: [AlternativePaymentsModule, OriginModule],
  controllers: [PaymentRequestsController],
  providers: [PaymentRequestsService],
})
export class PaymentRequestsModule {}
