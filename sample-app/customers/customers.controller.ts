import { Body, Controller, Get, Param, Post, Query, UseFilters } from '@nestjs/common';
import { ApiErrorFilter } from '../common/api-error.filter.js';
import { id } from '../common/id.js';
import {
  type Customer,
  type CustomerFilter,
  customerFilter,
  type NewCustomer,
  newCustomer,
  type Page,
} from './customer.js';
import { CustomersService } from './customers.service.js';

@Controller('customers')
@UseFilters(ApiErrorFilter)
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  list(@Query({ schema: customerFilter }) filter: CustomerFilter): Promise<Page<Customer>> {
    return this.customers.list(filter);
  }

  @Get(':id')
  find(@Param('id', { schema: id }) customerId: string): Promise<Customer> {
    return this.customers.find(customerId);
  }

  @Post()
  create(@Body({ schema: newCustomer }) customer: NewCustomer): Promise<Customer> {
    return this.customers.create(customer);
  }
}
