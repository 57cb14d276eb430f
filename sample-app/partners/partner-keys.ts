import { Injectable } from '@nestjs/common';
import type { TenantOptions } from 'nestjs-alternative-payments';

/** Stands for the table in which a platform keeps the API keys of its partners, its secrets encrypted. */
@Injectable()
export class PartnerKeys {
  private readonly keys = new Map<string, TenantOptions>();

  save(partner: string, key: TenantOptions): void {
    this.keys.set(partner, key);
  }

  /** Called by the module whenever it needs a partner's key, so that a replaced one is noticed. */
  find(partner: string): TenantOptions {
    const key = this.keys.get(partner);
    if (key === undefined) throw new Error(`partner "${partner}" is not registered`);
    return key;
  }
}
