import type { BatchObservableCallback, BatchObservableResult, Observable } from '@opentelemetry/api';
import { quietly } from '../logging/quietly.js';
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
  /** Accounts that have had a token. The SDK goes on reporting the last value of what is no longer observed. */
  private readonly withToken = new Set<string>();

  constructor(private readonly accounts: readonly VisibleAccount[]) {}

  observables(instruments: Instruments): Observable[] {
    const { queueLength, queueLimit, tokenTimeToExpiry, tokenStatus, accountCount } = instruments;
    return [queueLength, queueLimit, tokenTimeToExpiry, tokenStatus, accountCount];
  }

  /** An account that a test has made unreadable does not keep the others from being collected. */
  collect(instruments: Instruments): BatchObservableCallback {
    return (result) => {
      for (const account of this.accounts) quietly(() => this.observe(account, result, instruments));
    };
  }

  private observe(
    { account, snapshot, tenants }: VisibleAccount,
    result: BatchObservableResult,
    instruments: Instruments,
  ): void {
    const of = { [ATTRIBUTES.account]: account };
    const { state, secondsToExpiry, pacing } = snapshot();
    for (const one of STATES) {
      const isIt = one === state ? 1 : 0;
      result.observe(instruments.tokenStatus, isIt, { ...of, [ATTRIBUTES.tokenState]: one });
    }
    if (secondsToExpiry > 0) this.withToken.add(account);
    if (this.withToken.has(account)) result.observe(instruments.tokenTimeToExpiry, secondsToExpiry, of);
    if (pacing !== undefined) {
      result.observe(instruments.queueLength, pacing.waiting, of);
      result.observe(instruments.queueLimit, pacing.limit, of);
    }
    const { open, asleep, awake } = tenants();
    if (open > 0) this.withTenants.add(account);
    if (!this.withTenants.has(account)) return;
    const counts = { ...awake, asleep };
    for (const one of [...STATES, 'asleep'] as const)
      result.observe(instruments.accountCount, counts[one] ?? 0, { ...of, [ATTRIBUTES.tokenState]: one });
  }
}
