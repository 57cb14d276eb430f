import type { BatchObservableCallback, Observable } from '@opentelemetry/api';
import type { TenantCounts } from '../tenants/tenant-counts.js';
import type { TokenSnapshot, TokenStateName } from '../token/token-snapshot.js';
import { ATTRIBUTES } from './attributes.js';
import type { Instruments } from './instruments.js';
import type { Collector } from './measures.js';

/** A registered account, as far as it can be seen. */
export interface VisibleAccount {
  readonly account: string;
  readonly snapshot: () => TokenSnapshot;
  readonly tenants: () => TenantCounts;
}

const STATES: readonly TokenStateName[] = [
  'idle',
  'valid',
  'degraded',
  'expired',
  'unavailable',
  'rejected',
  'closed',
];

/** Collects what registered accounts show of themselves. Tenants are counted, never listed. */
export class AccountCollector implements Collector {
  /** Registrations that have had a tenant. The others report no numbers of tenants. */
  private readonly withTenants = new Set<string>();

  constructor(private readonly accounts: readonly VisibleAccount[]) {}

  observables(instruments: Instruments): Observable[] {
    const { queueLength, queueLimit, tokenTimeToExpiry, tokenStatus, accountCount } = instruments;
    return [queueLength, queueLimit, tokenTimeToExpiry, tokenStatus, accountCount];
  }

  collect(instruments: Instruments): BatchObservableCallback {
    return (result) => {
      for (const { account, snapshot, tenants } of this.accounts) {
        const of = { [ATTRIBUTES.account]: account };
        const { state, secondsToExpiry, pacing } = snapshot();
        for (const one of STATES) {
          result.observe(instruments.tokenStatus, one === state ? 1 : 0, {
            ...of,
            [ATTRIBUTES.tokenState]: one,
          });
        }
        // A zero would look like a token that is about to expire.
        if (secondsToExpiry > 0) result.observe(instruments.tokenTimeToExpiry, secondsToExpiry, of);
        if (pacing !== undefined) {
          result.observe(instruments.queueLength, pacing.waiting, of);
          result.observe(instruments.queueLimit, pacing.limit, of);
        }
        const { open, asleep, awake } = tenants();
        if (open > 0) this.withTenants.add(account);
        if (!this.withTenants.has(account)) continue;
        const counts = { ...awake, asleep };
        for (const one of [...STATES, 'asleep'] as const)
          result.observe(instruments.accountCount, counts[one] ?? 0, { ...of, [ATTRIBUTES.tokenState]: one });
      }
    };
  }
}
