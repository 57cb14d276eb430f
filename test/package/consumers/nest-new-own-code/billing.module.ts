import { Body, Controller, Get, Module, Post, Query } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import {
  type AlternativePayments,
  AlternativePaymentsClient,
  ApiExceptionFilter,
} from 'nestjs-alternative-payments';

@Controller()
class BillingController {
  constructor(private readonly api: AlternativePaymentsClient) {}

  @Get('customers')
  async customers(@Query('after') after?: string) {
    const { data, endCursor } = await this.api.customers.list({ after });
    return { customers: data, next: endCursor };
  }

  @Get('invoices')
  async invoices() {
    return this.api.invoices.list().toArray();
  }

  @Post('invoices')
  async bill(@Body() order: AlternativePayments.CreateInvoice) {
    const { id, total } = await this.api.invoices.create(order);
    const { url } = await this.api.invoices.paymentLink(id);
    return { id, total, url };
  }
}

@Module({
  controllers: [BillingController],
  providers: [{ provide: APP_FILTER, useClass: ApiExceptionFilter }],
})
export class BillingModule {}
