import type { TenantsOptions } from '../config/tenants-options.js';
import { detached } from '../timing/detached.js';
import { unref } from '../timing/unref.js';
import type { TokenSnapshot } from '../token/token-snapshot.js';
import type { Account } from '../account/account.js';

/** Whoever used an account or was handed it may be amid a piece of work: so long it stays open, in milliseconds. */
const RECENT_MS = 60_000;

/**
 * Keeps the accounts of tenants by name, and closes those that were not used for a while or are too many, least recently
 * used first. An ordinary cache does not fit: it would let go of what is in use, and arm a timer for each entry.
 */
export class TenantPool {
  /** The one that was used last is last, give or take a second. */
  private readonly kept = new Map<string, Account>();
  /** Known by name no more, and to be closed as soon as nobody can be amid a piece of work. */
  private readonly released = new Set<Account>();
  private readonly recentMs: number;
  private sweeper?: NodeJS.Timeout;

  constructor(private readonly limits: Required<Pick<TenantsOptions, 'maximum' | 'idleMs'>>) {
    this.recentMs = Math.min(RECENT_MS, limits.idleMs);
  }

  get size(): number {
    return this.kept.size;
  }

  /** The account of that name, for somebody who is about to use it. */
  take(tenantId: string): Account | undefined {
    const account = this.kept.get(tenantId);
    account?.touch();
    return account;
  }

  add(tenantId: string, account: Account): void {
    account.touch();
    this.kept.set(tenantId, account);
    this.sweep();
  }

  /** The account was used; nothing happens if it is not the one of that name. */
  used(tenantId: string, account: Account): void {
    if (this.kept.get(tenantId) !== account) return;
    this.kept.delete(tenantId);
    this.kept.set(tenantId, account);
  }

  /** Forgets the name. */
  release(tenantId: string): void {
    const account = this.kept.get(tenantId);
    if (account === undefined) return;
    this.kept.delete(tenantId);
    this.released.add(account);
    this.sweep();
  }

  snapshots(): TokenSnapshot[] {
    return Array.from(this.kept.values(), ({ tokenService }) => tokenService.snapshot());
  }

  async beginShutdown(): Promise<void> {
    await Promise.all([...this.kept.values(), ...this.released].map((account) => account.beginShutdown()));
  }

  closeAll(): void {
    clearTimeout(this.sweeper);
    const all = [...this.kept.values(), ...this.released];
    this.kept.clear();
    this.released.clear();
    for (const account of all) account.close();
  }

  /** Closes whatever may be closed by now, and comes again when the next one may be. */
  private sweep(): void {
    this.closeUnused(this.limits.idleMs, 0);
    this.closeUnused(this.recentMs, this.limits.maximum);
    for (const account of this.released) {
      if (account.isUsedWithin(this.recentMs)) continue;
      this.released.delete(account);
      account.close('released');
    }
    clearTimeout(this.sweeper);
    const delayMs = this.nextSweepMs();
    if (delayMs === Infinity) return;
    this.sweeper = detached(() => setTimeout(() => this.sweep(), Math.max(1, Math.ceil(delayMs))));
    // One timer for all accounts, and none that keeps the process alive.
    unref(this.sweeper);
  }

  /** Closes accounts that were not used within a time, least recently used first, until so many are left. */
  private closeUnused(milliseconds: number, leave: number): void {
    for (const [tenantId, account] of this.kept) {
      if (this.kept.size <= leave) return;
      // A call that takes long may stand anywhere; whatever follows one at rest was used later than that.
      if (account.isInUse) continue;
      if (account.isUsedWithin(milliseconds)) return;
      this.kept.delete(tenantId);
      account.close('unused');
    }
  }

  private nextSweepMs(): number {
    const { maximum, idleMs } = this.limits;
    const horizonMs = this.kept.size > maximum ? this.recentMs : idleMs;
    let nextMs = this.kept.size > 0 ? horizonMs : Infinity;
    for (const account of this.kept.values()) {
      if (account.isInUse) continue;
      nextMs = account.idleInMs(horizonMs);
      break;
    }
    for (const account of this.released) nextMs = Math.min(nextMs, account.idleInMs(this.recentMs));
    return nextMs;
  }
}
