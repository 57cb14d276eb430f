import { Body, Controller, Get, Param, Post, Query, UseFilters } from '@nestjs/common';
import { ApiErrorFilter } from '../common/api-error.filter.js';
import type { Page } from '../customers/customer.js';
import { id } from '../common/id.js';
import { type Invoice, type NewInvoice, newInvoice } from './invoice.js';
import { InvoicesService } from './invoices.service.js';

@Controller('invoices')
@UseFilters(ApiErrorFilter)
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  /** Opens an invoice and returns the link at which the customer pays it. */
  @Post()
  async open(@Body({ schema: newInvoice }) invoice: NewInvoice): Promise<Invoice & { payment_link: string }> {
    const opened = await this.invoices.open(invoice);
    return { ...opened, payment_link: await this.invoices.paymentLink(opened.id) };
  }

  @Get()
  list(@Query('customer_id', { schema: id.optional() }) customerId?: string): Promise<Page<Invoice>> {
    return this.invoices.listOf(customerId);
  }

  @Get(':id/payment-link')
  async paymentLink(@Param('id', { schema: id }) invoiceId: string): Promise<{ url: string }> {
    return { url: await this.invoices.paymentLink(invoiceId) };
  }
}
