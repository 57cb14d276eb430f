import { Body, Controller, Get, Param, Post, Query, UseFilters } from '@nestjs/common';
import { ApiErrorFilter } from '../api-error.filter.js';
import type { Page } from '../customers/customer.js';
import type { Invoice, NewInvoice } from './invoice.js';
import { InvoicesService } from './invoices.service.js';

@Controller('invoices')
@UseFilters(ApiErrorFilter)
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  /** Opens an invoice and hands out the link under which the customer pays it. */
  @Post()
  async open(@Body() invoice: NewInvoice): Promise<Invoice & { payment_link: string }> {
    const opened = await this.invoices.open(invoice);
    return { ...opened, payment_link: await this.invoices.paymentLink(opened.id) };
  }

  @Get()
  list(@Query('customer_id') customerId: string): Promise<Page<Invoice>> {
    return this.invoices.listOf(customerId);
  }

  @Get(':id/payment-link')
  async paymentLink(@Param('id') id: string): Promise<{ url: string }> {
    return { url: await this.invoices.paymentLink(id) };
  }
}
