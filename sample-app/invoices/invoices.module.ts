import { Module } from '@nestjs/common';
import { AlternativePaymentsModule } from 'nestjs-alternative-payments';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';

@Module({
  imports: [AlternativePaymentsModule],
  controllers: [InvoicesController],
  providers: [InvoicesService],
})
export class InvoicesModule {}
