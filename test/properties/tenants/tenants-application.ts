import type {
  AlternativePaymentsModuleOptions,
  AlternativePaymentsTenants,
  TokenService,
} from 'nestjs-alternative-payments';
import { PLAIN_GET } from '../engine/call-plan.js';
import type { Effects } from '../engine/happenings.js';
import type { Exchange } from '../engine/network.js';
import { Resident } from '../engine/resident.js';
import type { Server } from '../engine/server.js';
import type { Wish } from '../engine/wish.js';
import { type Inhabitants, pick, type Which, type World } from '../engine/world.js';
import type { TenantsChecks } from './invariant.js';
import { TENANTS_INVARIANTS } from './invariants/index.js';
import { Occupancy } from './occupancy.js';
import { SharedVendor } from './shared-vendor.js';
import { Tenant } from './tenant.js';
import type { OwnHappening, TenantsTimeline } from './timeline.js';
import { type TenantWish, Users } from './users.js';

/** An application with accounts of tenants, who opens and uses them, and the vendor, who tells them apart. */
export class TenantsApplication extends Resident<TenantsChecks> implements Inhabitants<OwnHappening> {
  readonly longestStretchMs = 3_600_000;
  readonly tenants: readonly Tenant[];
  readonly vendor: SharedVendor;
  readonly occupancy: Occupancy;
  readonly effects: Effects<OwnHappening>;
  protected readonly checks: readonly TenantsChecks[] = this.watchedBy(this, TENANTS_INVARIANTS);
  private readonly users = new Users(this);

  constructor(
    world: World,
    readonly settings: TenantsTimeline,
  ) {
    super(world);
    const { users } = this;
    this.tenants = Array.from(
      { length: settings.tenants },
      (_, at) => new Tenant(at + 1, this.clock, settings),
    );
    this.vendor = new SharedVendor(this.tenants, this.clock);
    this.occupancy = new Occupancy(this.tenants, settings.maximum, this.clock);
    const forEach = (at: Which, run: (tenant: Tenant) => void): void => pick(this.tenants, at).forEach(run);
    this.effects = {
      use: ({ at, plan, count, giveUpAfterMs }) =>
        forEach(at, (tenant) => {
          for (let index = 0; index < count; index += 1) users.use(tenant, plan, giveUpAfterMs);
        }),
      'use what was kept': ({ at, plan }) => users.useKept(at, plan),
      get: ({ at }) => forEach(at, (tenant) => users.get(tenant)),
      close: ({ at }) => forEach(at, (tenant) => this.release(tenant)),
      rotate: ({ at }) => forEach(at, (tenant) => tenant.rotate()),
      'resolve fault': ({ at, fault, lasts }) => {
        const lastsMs = world.lengthOf(lasts);
        forEach(at, (tenant) => world.endAfter(lastsMs, tenant.breakResolve(fault, lastsMs)));
      },
      'shut down': () => this.close(),
    };
  }

  get server(): Server {
    return (this.tenants[0] as Tenant).server;
  }

  get door(): AlternativePaymentsTenants {
    return this.opened.tenants;
  }

  /** When the wall clock last went on in a leap, on the monotonic clock. */
  get leaptAt(): number {
    return Math.max(this.clock.setAt, this.clock.suspendedAt);
  }

  wishOf(wish: Wish): TenantWish | undefined {
    return this.users.wishOf(wish);
  }

  servers(at: Which, forMs: number): readonly Server[] {
    return pick(this.tenants, at).map((tenant) => {
      tenant.trouble(forMs);
      return tenant.server;
    });
  }

  async open(): Promise<void> {
    const application = await this.build(this.options());
    await application.start();
  }

  async showState(): Promise<void> {
    if (!this.isClosing) this.show('the snapshots', await this.door.snapshots());
  }

  async end(): Promise<void> {
    if (!this.isClosing) await this.recover();
    this.close();
    await this.world.pass(700_000);
    for (const tenant of this.tenants) this.users.get(tenant);
    await this.world.observe();
  }

  override look(): void {
    this.occupancy.look(this.door, (tenant) => this.each((checks) => checks.forgotten?.(tenant)));
    super.look();
  }

  override entered(wish: Wish): void {
    this.users.entered(wish);
  }

  override leaving(wish: Wish): void {
    // Of this one nothing will be heard any more.
    if (wish.plan?.giveUp?.by === 'unsubscribe') this.users.over(wish);
  }

  override settled(wish: Wish): void {
    const tenant = this.wishOf(wish)?.tenant;
    // Its account may have been forgotten since it was made, and then says nothing of the present one.
    if (tenant?.wishes.has(wish) && wish.state === 'fulfilled') tenant.isOpen = true;
    this.users.over(wish);
    this.occupancy.count(this.door);
    super.settled(wish);
  }

  override sent(exchange: Exchange): void {
    this.tenantOf(exchange)?.sent(exchange);
    super.sent(exchange);
  }

  override ended(exchange: Exchange): void {
    this.tenantOf(exchange)?.ended(exchange);
    this.vendor.ended(exchange);
    super.ended(exchange);
  }

  watchEvents(tenant: Tenant, tokens: TokenService): void {
    tokens.events$.subscribe((event) => {
      tenant.told(event);
      this.happened(event, tenant.id);
    });
    // A first token that came before anybody had the account.
    tenant.isFailing = tokens.snapshot().failure !== undefined;
  }

  protected spring(what: string): void {
    if (what === 'shut down') this.close();
    for (const tenant of this.tenants) {
      if (what === 'close') this.release(tenant);
      if (what === 'get') this.users.use(tenant);
    }
  }

  private options(): AlternativePaymentsModuleOptions {
    const { maximum, idleMs, sleepAfterMs, resolveTimeoutMs, isPaced } = this.settings;
    const resolve = (tenantId: string, { signal }: { signal: AbortSignal }): never => {
      const tenant = this.tenants.find(({ id }) => id === tenantId);
      if (tenant === undefined) throw new Error('no such tenant');
      this.note(`${tenantId} is resolved`);
      this.each((checks) => checks.resolving?.(tenant));
      return tenant.resolve(signal) as never;
    };
    return {
      baseURL: 'https://api.test',
      http: { adapter: this.network(this.vendor) },
      tenants: { resolve, maximum, idleMs, sleepAfterMs, resolveTimeoutMs },
      ...(!isPaced && { pacing: false as const }),
    };
  }

  private release(tenant: Tenant): void {
    tenant.trouble();
    tenant.release();
    // What was being opened at the time is forgotten as well.
    void this.door.close(tenant.id).then(() => tenant.release());
  }

  private tenantOf(exchange: Exchange): Tenant | undefined {
    if (exchange.to === 'token') return this.vendor.ownerOf(exchange);
    const wish = this.callOf(exchange);
    return wish && this.wishOf(wish)?.tenant;
  }

  /** Each tenant's account, opened again, serves at once. */
  private async recover(): Promise<void> {
    const { world, tenants, callers } = this;
    for (const { server } of tenants) server.rest();
    // What is under way may be caught in silence, and the token endpoint may have asked for a pause.
    await world.pass(Math.max(42_000, this.vendor.pausedUntil - this.clock.read().monotonic));
    for (const tenant of tenants) this.release(tenant);
    await world.pass(31_000);
    const before = callers.wishes.length;
    for (const tenant of tenants) this.users.use(tenant, PLAIN_GET);
    await world.pass(5_000);
    for (const { id, state } of callers.wishes.slice(before))
      if (state !== 'fulfilled') this.violate('recovery', `${id} is ${state} although all is well`);
    world.stopIfViolated();
  }
}
