import { Injectable } from '@nestjs/common';
import { AlternativePaymentsAccounts, type ApiKeyPair } from 'nestjs-alternative-payments';
import { startSimulator } from 'nestjs-alternative-payments/testing';
import { firstValueFrom, map } from 'rxjs';
import type { Customer, Page } from '../customers/customer.js';
import { PartnerKeys } from './partner-keys.js';

/** Partners whom the application meets while it runs, each with an API key of its own. */
@Injectable()
export class PartnersService {
  constructor(
    private readonly accounts: AlternativePaymentsAccounts,
    private readonly keys: PartnerKeys,
  ) {}

  /** Takes in a partner, or its new key. Without a key it gets a simulator, since this is a sample. */
  async register(partner: string, key?: ApiKeyPair): Promise<void> {
    this.keys.save(partner, key ?? (await startSimulator({ seed: true })).options);
    // Whatever was known of the partner is known no longer.
    await this.accounts.close(partner);
  }

  async customersOf(partner: string): Promise<Page<Customer>> {
    const { httpService } = await this.accounts.get(partner);
    return firstValueFrom(httpService.get<Page<Customer>>('/customers').pipe(map(({ data }) => data)));
  }
}
