import { Controller, Get } from '@nestjs/common';
import { Ledger } from './ledger.js';

/** Shows what was received, and what became of the invoices. */
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly ledger: Ledger) {}

  @Get()
  show(): ReturnType<Ledger['show']> {
    return this.ledger.show();
  }
}
