import { Injectable } from '@nestjs/common';
import type { TenantOptions } from 'nestjs-alternative-payments';

/** Stands in for the table in which a platform keeps the API keys of its partners, with encrypted secrets. */
@Injectable()
export class PartnerKeys {
  private readonly keys = new Map<string, TenantOptions>();

  save(partner: string, key: TenantOptions): void {
    this.keys.set(partner, key);
  }

  /**
   * The module calls this whenever it needs a partner's key, so that it notices a replaced one. It returns
   * undefined for an unknown partner, which differs from a table that cannot be read.
   */
  find(partner: string): TenantOptions | undefined {
    return this.keys.get(partner);
  }
}
