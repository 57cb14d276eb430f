import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { type AlternativePayments, AlternativePaymentsClient, type Page } from 'nestjs-alternative-payments';
import { id } from '../common/id.js';
import { Ledger } from '../webhooks/ledger.js';
import { type NewInvoice, newInvoice } from './invoice.js';

@Controller('invoices')
export class InvoicesController {
  constructor(
    private readonly api: AlternativePaymentsClient,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Opens an invoice and returns the link at which the customer pays it. The API has no key that would make a
   * second attempt harmless, so the client never repeats it. After a 504, check the list before you try again.
   * An invoice without its link is no failure, because a second attempt would make a second invoice.
   */
  @Post()
  async open(
    @Body({ schema: newInvoice }) invoice: NewInvoice,
  ): Promise<AlternativePayments.Invoice & { payment_link?: string }> {
    const opened = await this.api.invoices.create(invoice);
    this.ledger.record(opened);
    const link = await this.api.invoices.paymentLink(opened.id).catch(() => undefined);
    return { ...opened, payment_link: link?.url };
  }

  @Get()
  list(
    @Query('customer_id', { schema: id.optional() }) customerId?: string,
  ): Promise<Page<AlternativePayments.Invoice>> {
    return this.api.invoices.list({ customer_id: customerId });
  }

  @Get(':id/payment-link')
  paymentLink(@Param('id', { schema: id }) invoiceId: string): Promise<AlternativePayments.Link> {
    return this.api.invoices.paymentLink(invoiceId);
  }
}
