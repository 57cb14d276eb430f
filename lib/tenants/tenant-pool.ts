import type { Account } from '../account/account.js';
import type { TenantsOptions } from '../config/tenants-options.js';
import { Alarm } from '../timing/alarm.js';
import { inSlices, Slice } from '../timing/in-slices.js';
import { now } from '../timing/instant.js';
import type { Turns } from '../timing/turns.js';
import type { TokenStateName } from '../token/token-snapshot.js';
import { LeavingAccounts } from './leaving-accounts.js';
import { StateCounts, type TenantCounts } from './tenant-counts.js';
import type { TenantHandle } from './tenant-handle.js';

/** While there are too many accounts in use, the pool checks this often for idle ones, in milliseconds. */
const LOOK_AGAIN_MS = 100;

/** A tenant whose account is open. */
export interface OpenTenant {
  readonly account: Account;
  /** What `get()` returns while this account is open. */
  readonly handle: TenantHandle;
  /** Called when the account was forgotten and is closed, to keep what has to outlive it. */
  readonly onClosed: () => void;
}

interface Entry extends OpenTenant {
  /** The state of its token after the latest event. */
  state: TokenStateName;
}

type Limits = Required<Pick<TenantsOptions, 'maximum' | 'idleMs'>>;

/**
 * Keeps the accounts of tenants by name. One timer decides which of them sleep and which are forgotten.
 * Accounts that were unused for a while or are too many are forgotten, least recently used first, but never
 * during a call. An ordinary cache does not fit: it would evict accounts in use, and set a timer for each
 * entry.
 */
export class TenantPool {
  /** The most recently used account is last, within a second. */
  private readonly awake = new Map<string, Entry>();
  /** In order of their last use. */
  private readonly asleep = new Map<string, Entry>();
  private readonly leaving: LeavingAccounts;
  private readonly states = new StateCounts();
  private readonly alarm = new Alarm(() => this.look());
  /** The shortest time after which one of them falls asleep. */
  private shortestMs = Infinity;

  constructor(
    private readonly limits: Limits,
    turns: Turns,
  ) {
    this.leaving = new LeavingAccounts(turns);
  }

  get size(): number {
    return this.awake.size + this.asleep.size;
  }

  get counts(): TenantCounts {
    return { open: this.size, asleep: this.asleep.size, awake: this.states.byState };
  }

  find(tenantId: string): OpenTenant | undefined {
    return this.entryOf(tenantId);
  }

  /** Open accounts, least recently used first. */
  list(): OpenTenant[] {
    return [...this.asleep.values(), ...this.awake.values()];
  }

  add(tenantId: string, tenant: OpenTenant): void {
    const { options, tokenService } = tenant.account;
    const { state } = tokenService.snapshot();
    this.awake.set(tenantId, { ...tenant, state });
    this.states.add(state);
    this.shortestMs = Math.min(this.shortestMs, options.sleepAfterMs ?? Infinity);
    this.lookOnceIdle();
    if (this.size > this.limits.maximum) this.alarm.ringIn(0);
  }

  /** Records a use of the account. Nothing happens if it is not the one of that name. */
  used(tenantId: string, account: Account): void {
    const entry = this.entryOf(tenantId);
    if (entry?.account !== account) return;
    if (this.asleep.delete(tenantId)) {
      // Its token may have expired while it slept.
      entry.state = account.tokenService.snapshot().state;
      this.states.add(entry.state);
    }
    this.awake.delete(tenantId);
    this.awake.set(tenantId, entry);
    this.lookOnceIdle();
  }

  /** Records an event of the token of an account. */
  stateChanged(tenantId: string, account: Account): void {
    const entry = this.awake.get(tenantId);
    if (entry?.account !== account) return;
    this.states.remove(entry.state);
    entry.state = account.tokenService.snapshot().state;
    this.states.add(entry.state);
  }

  /** Records that the last call of an account has ended. */
  rests(account: Account): void {
    this.leaving.rests(account);
    if (this.size > this.limits.maximum) this.alarm.ringIn(LOOK_AGAIN_MS);
  }

  /** Forgets the name. The account is closed once none of its calls is in progress. */
  forget(tenantId: string): void {
    const entry = this.entryOf(tenantId);
    if (entry === undefined) return;
    if (this.awake.delete(tenantId)) this.states.remove(entry.state);
    this.asleep.delete(tenantId);
    this.dismiss(entry);
    if (this.size === 0) this.alarm.off();
  }

  /** Closes the account of a tenant that has no name here, once none of its calls is in progress. */
  dismiss({ account, onClosed }: OpenTenant): void {
    this.leaving.add(account, onClosed);
  }

  async beginShutdown(): Promise<void> {
    const ended: Array<Promise<void>> = [];
    await inSlices(this.accounts(), (account) => ended.push(account.beginShutdown()));
    await Promise.all(ended);
  }

  async closeAll(): Promise<void> {
    this.alarm.off();
    const all = this.accounts();
    this.awake.clear();
    this.asleep.clear();
    this.leaving.clear();
    this.states.clear();
    await inSlices(all, (account) => account.close());
  }

  private entryOf(tenantId: string): Entry | undefined {
    return this.awake.get(tenantId) ?? this.asleep.get(tenantId);
  }

  private accounts(): Account[] {
    return [...this.list().map(({ account }) => account), ...this.leaving.list()];
  }

  private lookOnceIdle(): void {
    this.alarm.ringIn(Math.min(this.shortestMs, this.limits.idleMs));
  }

  /**
   * Forgets accounts and puts others to sleep, as many as fit a slice, and looks again when the next one may
   * be due.
   */
  private look(): void {
    const at = now();
    const slice = new Slice();
    const { maximum, idleMs } = this.limits;
    let nextMs = Infinity;
    // Accounts in use are not in order. What follows an idle one was used later than that.
    for (const [tenantId, { account }] of this.leastRecentFirst()) {
      const { isInUse } = account;
      const leftMs = this.size > maximum && !isInUse ? 0 : account.idleInMs(idleMs, at);
      if (leftMs > 0) nextMs = Math.min(nextMs, leftMs);
      if (leftMs > 0 && isInUse) continue;
      if (leftMs > 0) break;
      this.forget(tenantId);
      if (slice.isOver) return this.alarm.ringIn(0);
    }
    for (const [tenantId, entry] of this.awake) {
      const { account } = entry;
      const leftMs = account.idleInMs(account.options.sleepAfterMs ?? Infinity, at);
      const shortestMs = account.isInUse ? 0 : account.idleInMs(this.shortestMs, at);
      if (leftMs > 0) nextMs = Math.min(nextMs, shortestMs > 0 ? shortestMs : leftMs);
      if (shortestMs > 0) break;
      if (leftMs > 0) continue;
      this.fallAsleep(tenantId, entry);
      if (slice.isOver) return this.alarm.ringIn(0);
    }
    this.alarm.ringIn(nextMs);
  }

  private *leastRecentFirst(): Iterable<[string, Entry]> {
    yield* this.asleep;
    yield* this.awake;
  }

  private fallAsleep(tenantId: string, entry: Entry): void {
    this.awake.delete(tenantId);
    this.asleep.set(tenantId, entry);
    this.states.remove(entry.state);
    entry.account.sleep();
  }
}
