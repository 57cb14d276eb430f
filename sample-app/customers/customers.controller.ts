import { Body, Controller, Get, Param, Post, Query, UseFilters } from '@nestjs/common';
import { ApiErrorFilter } from '../api-error.filter.js';
import type { Customer, CustomerFilter, NewCustomer, Page } from './customer.js';
import { CustomersService } from './customers.service.js';

@Controller('customers')
@UseFilters(ApiErrorFilter)
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  list(@Query() filter: CustomerFilter): Promise<Page<Customer>> {
    return this.customers.list(filter);
  }

  @Get(':id')
  find(@Param('id') id: string): Promise<Customer> {
    return this.customers.find(id);
  }

  @Post()
  create(@Body() customer: NewCustomer): Promise<Customer> {
    return this.customers.create(customer);
  }
}
