import { Injectable } from '@nestjs/common';
import type { Fault, FaultHandle } from 'nestjs-alternative-payments/testing';
import type { SimulatedAccount } from './accounts.js';

/** What the buttons of an account do. */
export const DEEDS = [
  'break-token-endpoint',
  'slow-down-api',
  'revoke-all-tokens',
  'send-burst',
  'mend',
] as const;
export type Deed = (typeof DEEDS)[number];

const TOKEN_OUTAGE: Fault = { on: 'POST /oauth/token', status: 503 };
const SLOWNESS: Fault = { on: 'api', delayMs: 2_500 };
const BURST = 25;

/** What goes wrong at the simulators because somebody wants to see it. */
@Injectable()
export class Weather {
  /** The faults that have not been mended, by account. */
  private readonly faults = new Map<string, Map<Deed, FaultHandle>>();

  /** What was done to an account and lasts. */
  at(account: string): Deed[] {
    return [...(this.faults.get(account)?.keys() ?? [])];
  }

  async bring(deed: Deed, account: SimulatedAccount): Promise<void> {
    switch (deed) {
      case 'break-token-endpoint':
        this.toggle(deed, TOKEN_OUTAGE, account);
        // The next renewal may be a minute away. This one is now, so that what follows can be seen.
        return account.tokens.refresh().catch(() => undefined);
      case 'slow-down-api':
        return this.toggle(deed, SLOWNESS, account);
      case 'revoke-all-tokens':
        return account.simulator.revokeAllTokens();
      case 'send-burst':
        return void Promise.allSettled(Array.from({ length: BURST }, () => account.api.customers.list()));
      case 'mend':
        return this.mend(account.name);
    }
  }

  private toggle(deed: Deed, fault: Fault, { name, simulator }: SimulatedAccount): void {
    const faults = this.faults.get(name) ?? new Map<Deed, FaultHandle>();
    this.faults.set(name, faults);
    const present = faults.get(deed);
    if (present === undefined) return void faults.set(deed, simulator.fault(fault));
    present.remove();
    faults.delete(deed);
  }

  private mend(account: string): void {
    for (const fault of this.faults.get(account)?.values() ?? []) fault.remove();
    this.faults.delete(account);
  }
}
