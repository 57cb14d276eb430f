import { Body, Controller, Get, Param, Post, UseFilters } from '@nestjs/common';
import type { ApiKeyPair } from 'nestjs-alternative-payments';
import { ApiErrorFilter } from '../api-error.filter.js';
import type { Customer, Page } from '../customers/customer.js';
import { PartnersService } from './partners.service.js';

/** What it takes to register a partner. */
interface NewPartner {
  readonly id: string;
  readonly key?: ApiKeyPair;
}

@Controller('partners')
@UseFilters(ApiErrorFilter)
export class PartnersController {
  constructor(private readonly partners: PartnersService) {}

  @Post()
  async register(@Body() { id, key }: NewPartner): Promise<{ id: string; customers: string }> {
    await this.partners.register(id, key);
    return { id, customers: `/partners/${encodeURIComponent(id)}/customers` };
  }

  @Get(':id/customers')
  customers(@Param('id') id: string): Promise<Page<Customer>> {
    return this.partners.customersOf(id);
  }
}
