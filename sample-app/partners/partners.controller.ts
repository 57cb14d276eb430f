import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { AlternativePayments, Page } from 'nestjs-alternative-payments';
import { id } from '../common/id.js';
import { type NewPartner, newPartner } from './partner.js';
import { PartnersService } from './partners.service.js';

@Controller('partners')
export class PartnersController {
  constructor(private readonly partners: PartnersService) {}

  @Post()
  async register(
    @Body({ schema: newPartner }) partner: NewPartner,
  ): Promise<{ id: string; customers: string }> {
    await this.partners.register(partner);
    return { id: partner.id, customers: `/partners/${partner.id}/customers` };
  }

  @Get(':id/customers')
  customers(@Param('id', { schema: id }) partner: string): Promise<Page<AlternativePayments.Customer>> {
    return this.partners.customersOf(partner);
  }
}
