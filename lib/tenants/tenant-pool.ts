import type { Account } from '../account/account.js';
import type { TenantsOptions } from '../config/tenants-options.js';
import { detached } from '../timing/detached.js';
import { inSlices } from '../timing/in-slices.js';
import type { Turns } from '../timing/turns.js';
import { unref } from '../timing/unref.js';
import type { TokenStateName } from '../token/token-snapshot.js';
import type { OpenTenant } from './open-tenant.js';
import { Census } from './census.js';
import type { TenantCounts } from './tenant-counts.js';

/** Where accounts are in use that have to go, it is looked again after this time, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** This many accounts fall asleep or are forgotten at a time, so that nothing else has to wait for long. */
const MOST_AT_A_TIME = 25;

type Limits = Required<Pick<TenantsOptions, 'maximum' | 'idleMs' | 'sleepAfterMs'>>;

/**
 * Keeps the accounts of tenants by name. One timer decides which of them sleep and which are forgotten: those that were
 * not used for a while or are too many, least recently used first, though never during a call. An ordinary cache does not
 * fit: it would let go of what is in use, and arm a timer for each entry.
 */
export class TenantPool {
  /** The one that was used last is last, give or take a second. */
  private readonly awake = new Map<string, OpenTenant>();
  /** In the order in which they were used, and all of them before those that are awake. */
  private readonly asleep = new Map<string, OpenTenant>();
  /** Known by no name any more, and to be closed when their calls have ended. */
  private readonly leaving = new Set<Account>();
  /** Those of them whose calls have ended. */
  private readonly resting: Account[] = [];
  private readonly census = new Census<TokenStateName>();
  private timer?: NodeJS.Timeout;
  private dueAt = Infinity;

  constructor(
    private readonly limits: Limits,
    private readonly turns: Turns,
  ) {}

  get size(): number {
    return this.awake.size + this.asleep.size;
  }

  get counts(): TenantCounts {
    return { open: this.size, asleep: this.asleep.size, awake: this.census.counts() };
  }

  find(tenantId: string): OpenTenant | undefined {
    return this.awake.get(tenantId) ?? this.asleep.get(tenantId);
  }

  isAsleep(tenantId: string): boolean {
    return !this.awake.has(tenantId);
  }

  add(tenantId: string, tenant: OpenTenant): void {
    this.awake.set(tenantId, tenant);
    this.census.enters(tenant.state);
    tenant.account.tellNextUse();
    const { maximum, sleepAfterMs, idleMs } = this.limits;
    this.lookIn(this.size > maximum ? 0 : Math.min(sleepAfterMs, idleMs));
  }

  /** The account was used; nothing happens if it is not the one of that name. */
  used(tenantId: string, account: Account): void {
    const tenant = this.find(tenantId);
    if (tenant?.account !== account) return;
    if (this.asleep.delete(tenantId)) {
      // Its token may have expired in its sleep.
      tenant.state = account.tokenService.snapshot().state;
      this.census.enters(tenant.state);
    }
    this.awake.delete(tenantId);
    this.awake.set(tenantId, tenant);
    this.lookIn(Math.min(this.limits.sleepAfterMs, this.limits.idleMs));
  }

  /** Something has happened to the token of an account. */
  stateChanged(tenantId: string, account: Account): void {
    const tenant = this.awake.get(tenantId);
    if (tenant?.account !== account) return;
    this.census.leaves(tenant.state);
    tenant.state = account.tokenService.snapshot().state;
    this.census.enters(tenant.state);
  }

  /** Forgets the name. The account is closed once none of its calls is under way. */
  forget(tenantId: string): void {
    const tenant = this.find(tenantId);
    if (tenant === undefined) return;
    if (this.awake.delete(tenantId)) this.census.leaves(tenant.state);
    this.asleep.delete(tenantId);
    tenant.forgotten();
    this.leaving.add(tenant.account);
    if (!tenant.account.isInUse) this.rests(tenant.account);
    if (this.size === 0) this.rest();
  }

  /** The last call of an account has ended. */
  rests(account: Account): void {
    if (!this.leaving.has(account)) return;
    this.resting.push(account);
    if (this.resting.length === 1) void this.closeResting();
  }

  private async closeResting(): Promise<void> {
    for (let account = this.resting[0]; account !== undefined; account = this.resting[0]) {
      await this.turns.take();
      // Somebody who found it just before it was forgotten may have begun a call meanwhile.
      if (!account.isInUse && this.leaving.delete(account)) account.close();
      this.resting.shift();
    }
  }

  /** Those that are open, least recently used first. */
  list(): Array<[string, OpenTenant]> {
    return [...this.asleep, ...this.awake];
  }

  async beginShutdown(): Promise<void> {
    const ended: Array<Promise<void>> = [];
    await inSlices(this.accounts(), (account) => ended.push(account.beginShutdown()));
    await Promise.all(ended);
  }

  async closeAll(): Promise<void> {
    this.rest();
    // Nothing is looked after any more.
    this.dueAt = -Infinity;
    const all = this.accounts();
    this.awake.clear();
    this.asleep.clear();
    this.leaving.clear();
    this.census.clear();
    await inSlices(all, (account) => account.close());
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.dueAt = Infinity;
  }

  private accounts(): Account[] {
    return [...this.list().map(([, { account }]) => account), ...this.leaving];
  }

  /** Looks after this time, unless that is to happen sooner. */
  private lookIn(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (this.dueAt <= at) return;
    this.dueAt = at;
    clearTimeout(this.timer);
    this.timer = detached(() => setTimeout(() => this.look(), Math.max(1, Math.ceil(milliseconds))));
    // One timer for all accounts, and none that keeps the process alive.
    unref(this.timer);
  }

  /** Forgets accounts and lets others fall asleep, and comes again when the next one may be due. */
  private look(): void {
    this.dueAt = Infinity;
    const { maximum, idleMs, sleepAfterMs } = this.limits;
    let left = MOST_AT_A_TIME;
    let nextMs = Infinity;
    // A call that takes long may stand anywhere; what follows an account at rest was used later than that.
    for (const [tenantId, { account }] of this.leastRecentFirst()) {
      if (account.isInUse) continue;
      if (this.size <= maximum && !account.isIdle(idleMs)) {
        nextMs = account.idleInMs(idleMs);
        break;
      }
      if (left-- === 0) return this.lookIn(0);
      this.forget(tenantId);
    }
    for (const [tenantId, tenant] of this.awake) {
      if (tenant.account.isInUse) continue;
      if (!tenant.account.isIdle(sleepAfterMs)) {
        nextMs = Math.min(nextMs, tenant.account.idleInMs(sleepAfterMs));
        break;
      }
      if (left-- === 0) return this.lookIn(0);
      this.fallAsleep(tenantId, tenant);
    }
    // Nobody tells when an account that is in use comes to rest.
    if (nextMs === Infinity && this.size > 0) nextMs = Math.min(idleMs, sleepAfterMs);
    this.lookIn(this.size > maximum ? Math.min(nextMs, LOOK_AGAIN_MS) : nextMs);
  }

  private *leastRecentFirst(): Iterable<[string, OpenTenant]> {
    yield* this.asleep;
    yield* this.awake;
  }

  private fallAsleep(tenantId: string, tenant: OpenTenant): void {
    this.awake.delete(tenantId);
    this.asleep.set(tenantId, tenant);
    this.census.leaves(tenant.state);
    // However soon it is used again, it wakes.
    tenant.account.tellNextUse();
  }
}
