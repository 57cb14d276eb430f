import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { type AlternativePayments, AlternativePaymentsClient, type Page } from 'nestjs-alternative-payments';
import { id } from '../common/id.js';
import { type CustomerFilter, customerFilter, type NewCustomer, newCustomer } from './customer.js';

/** The customers of the account that the importing module is bound to. No code here deals with tokens. */
@Controller('customers')
export class CustomersController {
  constructor(private readonly api: AlternativePaymentsClient) {}

  @Get()
  list(
    @Query({ schema: customerFilter }) filter: CustomerFilter,
  ): Promise<Page<AlternativePayments.Customer>> {
    return this.api.customers.list(filter);
  }

  @Get(':id')
  find(@Param('id', { schema: id }) customerId: string): Promise<AlternativePayments.Customer> {
    return this.api.customers.get(customerId);
  }

  @Post()
  create(@Body({ schema: newCustomer }) customer: NewCustomer): Promise<AlternativePayments.Customer> {
    return this.api.customers.create(customer);
  }
}
