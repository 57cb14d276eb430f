import { Module } from '@nestjs/common';
import { LedgerModule } from '../webhooks/ledger.module.js';
import { InvoicesController } from './invoices.controller.js';

@Module({ imports: [LedgerModule], controllers: [InvoicesController] })
export class InvoicesModule {}
