import { Injectable, NotFoundException } from '@nestjs/common';
import {
  type AlternativePayments,
  AlternativePaymentsTenants,
  type Page,
  type TenantOptions,
} from 'nestjs-alternative-payments';
import { type Simulator, startSimulator } from 'nestjs-alternative-payments/testing';
import { Simulators } from '../demo/simulators.js';
import type { NewPartner } from './partner.js';
import { PartnerKeys } from './partner-keys.js';

/** Partners that become known while the application runs, each with an API key of its own. */
@Injectable()
export class PartnersService {
  constructor(
    private readonly tenants: AlternativePaymentsTenants,
    private readonly keys: PartnerKeys,
    private readonly simulators: Simulators,
  ) {}

  /** Registers a partner, or its new key. Without a key it gets a simulator, since this is a sample. */
  async register({ id, clientId, clientSecret }: NewPartner): Promise<void> {
    if (clientId !== undefined && clientSecret !== undefined) {
      await this.replace(id, { clientId, clientSecret });
    } else {
      const simulator = await startSimulator({ seed: true });
      await this.replace(id, simulator.options, simulator);
    }
  }

  async customersOf(partner: string): Promise<Page<AlternativePayments.Customer>> {
    if (!this.keys.find(partner)) throw new NotFoundException('There is no such partner');
    return this.tenants.client(partner).customers.list();
  }

  private async replace(partner: string, key: TenantOptions, simulator?: Simulator): Promise<void> {
    this.keys.save(partner, key);
    await this.simulators.replace(`partner ${partner}`, simulator);
    // What is known about the partner belongs to its former key.
    await this.tenants.close(partner);
  }
}
