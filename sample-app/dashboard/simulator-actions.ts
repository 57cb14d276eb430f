import { Injectable } from '@nestjs/common';
import type { Fault, FaultHandle } from 'nestjs-alternative-payments/testing';
import type { SimulatedAccount } from './accounts.js';

/** What the buttons of an account do. */
export const ACTIONS = [
  'break-token-endpoint',
  'slow-down-api',
  'revoke-all-tokens',
  'send-burst',
  'mend',
] as const;
export type Action = (typeof ACTIONS)[number];

const TOKEN_OUTAGE: Fault = { on: 'POST /oauth/token', status: 503 };
const SLOWNESS: Fault = { on: 'api', delayMs: 2_500 };
const BURST = 25;

/** What goes wrong at the simulators because somebody wants to see it. */
@Injectable()
export class SimulatorActions {
  /** The faults that have not been mended, by account. */
  private readonly faults = new Map<string, Map<Action, FaultHandle>>();

  /** What was done to an account and lasts until it is mended. */
  lasting(account: string): Action[] {
    return [...(this.faults.get(account)?.keys() ?? [])];
  }

  async run(action: Action, account: SimulatedAccount): Promise<void> {
    switch (action) {
      case 'break-token-endpoint':
        this.toggle(action, TOKEN_OUTAGE, account);
        // The next renewal may be a minute away. This one is now, so that what follows can be seen.
        return account.tokens.refresh().catch(() => undefined);
      case 'slow-down-api':
        return this.toggle(action, SLOWNESS, account);
      case 'revoke-all-tokens':
        return account.simulator.revokeAllTokens();
      case 'send-burst':
        return void Promise.allSettled(Array.from({ length: BURST }, () => account.api.customers.list()));
      case 'mend':
        return this.mend(account.name);
    }
  }

  private toggle(action: Action, fault: Fault, { name, simulator }: SimulatedAccount): void {
    const faults = this.faults.get(name) ?? new Map<Action, FaultHandle>();
    this.faults.set(name, faults);
    const present = faults.get(action);
    if (present === undefined) return void faults.set(action, simulator.fault(fault));
    present.remove();
    faults.delete(action);
  }

  private mend(account: string): void {
    for (const fault of this.faults.get(account)?.values() ?? []) fault.remove();
    this.faults.delete(account);
  }
}
