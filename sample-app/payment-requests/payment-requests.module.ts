import { Module } from '@nestjs/common';
import { OriginModule } from '../demo/origin.module.js';
import { PaymentRequestsController } from './payment-requests.controller.js';

@Module({ imports: [OriginModule], controllers: [PaymentRequestsController] })
export class PaymentRequestsModule {}
