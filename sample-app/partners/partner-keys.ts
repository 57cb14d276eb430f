import { Injectable } from '@nestjs/common';
import type { TenantOptions } from 'nestjs-alternative-payments';

/** Stands for the table in which a platform keeps the API keys of its partners, its secrets encrypted. */
@Injectable()
export class PartnerKeys {
  private readonly keys = new Map<string, TenantOptions>();

  save(partner: string, key: TenantOptions): void {
    this.keys.set(partner, key);
  }

  /**
   * Called by the module whenever it needs a partner's key, so that a replaced one is noticed. Of a partner whom nobody
   * knows it returns nothing, which is told apart from a table that cannot be read.
   */
  find(partner: string): TenantOptions | undefined {
    return this.keys.get(partner);
  }
}
