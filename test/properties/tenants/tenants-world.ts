import {
  type AlternativePaymentsTenants,
  type TenantAccount,
  type TokenEvent,
  type TokenSnapshot,
} from 'nestjs-alternative-payments';
import { type AccountUnderTest, buildAccount } from '../engine/application.js';
import { Callers } from '../engine/callers.js';
import { elapsedMs, settle, SimulatedClock } from '../engine/clock.js';
import type { Wish } from '../engine/invariant.js';
import { Leavings } from '../engine/leavings.js';
import { Spells } from '../engine/spells.js';
import { answeredStatus, type Exchange, Network } from '../engine/network.js';
import type { Answer, Vendor } from '../engine/server.js';
import type { Simulation } from '../engine/simulate.js';
import type { CallPlan, While } from '../account/timeline.js';
import { type TenantsChecks, type TenantsView, type TenantWish, WINDOW_MS } from './invariant.js';
import { TENANTS_INVARIANTS } from './invariants/index.js';
import { Tenant } from './tenant.js';
import type { TenantsAmbush, TenantsHappening, TenantsTimeline, Which } from './timeline.js';

const LONGEST_STRETCH_MS = 3_600_000;

/** The longest that the vendor takes for an answer when nothing is the matter. */
const SLOWEST_MS = 61;

/** One run: an application with accounts of tenants, who opens and uses them, and the vendor, who tells them apart. */
export class TenantsWorld implements Simulation, TenantsView, Vendor {
  readonly clock = new SimulatedClock();
  readonly tenants: Tenant[] = [];
  readonly journal: string[] = [];
  isShuttingDown = false;
  setAt = -Infinity;
  fullAt = -Infinity;
  crowdedSince?: number;
  pausedUntil = -Infinity;
  private readonly leavings = new Leavings(this.clock);
  private readonly callers = new Callers(this.clock, this.leavings, {
    note: (text) => this.note(text),
    entered: (wish) => {
      if (this.making === undefined) return;
      this.wishes.set(wish, { ...this.making, wish });
      this.making.tenant.wishes.add(wish);
    },
    leaving: (wish) => {
      // Of this one nothing will be heard any more.
      if (wish.plan?.giveUp?.by === 'unsubscribe') this.over(wish);
    },
    settled: (wish) => this.settled(wish),
  });
  private readonly wishes = new Map<Wish, TenantWish>();
  /** Of the wish that is just being made. */
  private making?: Omit<TenantWish, 'wish'>;
  private readonly checks: TenantsChecks[];
  private readonly violations: string[] = [];
  /** Handed out earlier, and kept. */
  private readonly kept: Array<{ readonly tenant: Tenant; readonly services: TenantAccount }> = [];
  private readonly spells = new Spells(this.clock, this.leavings);
  private ambush?: TenantsAmbush;
  private application?: AccountUnderTest;

  constructor(readonly settings: TenantsTimeline) {
    for (let index = 1; index <= settings.tenants; index += 1)
      this.tenants.push(new Tenant(index, this.clock, settings));
    this.checks = Object.entries(TENANTS_INVARIANTS).map(([name, invariant]) =>
      invariant(this, (text) => this.violate(name, text)),
    );
  }

  get pending(): ReadonlySet<Wish> {
    return this.callers.pending;
  }

  get door(): AlternativePaymentsTenants {
    if (this.application === undefined) throw new Error('the application is not built yet');
    return this.application.tenants;
  }

  callOf(exchange: Exchange): Wish | undefined {
    return this.callers.callOf(exchange);
  }

  wishOf(wish: Wish): TenantWish | undefined {
    return this.wishes.get(wish);
  }

  ownerOf({ to, authorization = '' }: Exchange): Tenant | undefined {
    const token = authorization.replace(/^Bearer /, '');
    return this.tenants.find(({ ring, server }) =>
      to === 'token' ? ring.knows(authorization) : server.hasIssued(token),
    );
  }

  answerTokenRequest(authorization: string): Answer {
    const owner = this.tenants.find(({ ring }) => ring.knows(authorization));
    return owner?.server.answerTokenRequest(authorization) ?? { afterMs: 5, status: 401, body: '{}' };
  }

  answerCall(authorization: string, isForeign: boolean, path: string): Answer {
    const token = authorization.replace(/^Bearer /, '');
    const owner = this.tenants.find(({ server }) => isForeign || server.hasIssued(token));
    return (
      owner?.server.answerCall(authorization, isForeign, path) ?? { afterMs: 5, status: 401, body: '{}' }
    );
  }

  async run(): Promise<void> {
    await this.open();
    for (const { wait, next } of this.settings.happenings) {
      await this.pass(this.lengthOf(wait));
      await this.happen(next);
    }
    this.ambush = undefined;
    if (!this.isShuttingDown) await this.recover();
    await this.shutDown();
    await this.pass(700_000);
    for (const tenant of this.tenants) this.get(tenant);
    await this.observe();
  }

  private async open(): Promise<void> {
    const { maximum, idleMs, sleepAfterMs, resolveTimeoutMs, isPaced } = this.settings;
    const network = new Network(this.clock, this, {
      sent: (exchange) => this.sent(exchange),
      arriving: (exchange) => this.arriving(exchange),
      ended: (exchange) => this.ended(exchange),
    });
    const resolve = (tenantId: string, { signal }: { signal: AbortSignal }): never => {
      const tenant = this.tenants.find(({ id }) => id === tenantId);
      if (tenant === undefined) throw new Error('no such tenant');
      this.note(`${tenantId} is resolved`);
      this.each((checks) => checks.resolving?.(tenant));
      return tenant.resolve(signal) as never;
    };
    const options = {
      baseURL: 'https://api.test',
      http: { adapter: network.adapter },
      tenants: { resolve, maximum, idleMs, sleepAfterMs, resolveTimeoutMs },
      ...(!isPaced && { pacing: false as const }),
    };
    this.application = await buildAccount(options, (line) => this.show('the log', line));
    await this.application.start();
  }

  private async happen(happening: TenantsHappening): Promise<void> {
    this.note(JSON.stringify(happening));
    switch (happening.type) {
      case 'use':
        for (const tenant of this.which(happening.at)) {
          for (let count = 0; count < happening.count; count += 1)
            this.use(tenant, happening.plan, happening.giveUpAfterMs);
        }
        break;
      case 'use what was kept': {
        const kept = this.kept[happening.at % Math.max(1, this.kept.length)];
        if (kept !== undefined) this.call(kept.tenant, kept.services, happening.plan);
        break;
      }
      case 'get':
        for (const tenant of this.which(happening.at)) this.get(tenant);
        break;
      case 'close':
        for (const tenant of this.which(happening.at)) this.release(tenant);
        break;
      case 'revoke all':
        for (const tenant of this.which(happening.at)) {
          tenant.trouble();
          tenant.server.revokeAll();
        }
        break;
      case 'rotate':
        for (const tenant of this.which(happening.at)) {
          tenant.trouble();
          tenant.ring.rotate(0);
        }
        break;
      case 'fault':
        for (const tenant of this.which(happening.at)) {
          const lastsMs = this.lengthOf(happening.lasts);
          tenant.trouble(lastsMs);
          tenant.server.fault(happening.of, happening.fault, lastsMs);
        }
        break;
      case 'somebody takes a token':
        for (const tenant of this.tenants) {
          tenant.trouble();
          tenant.server.takeToken();
        }
        break;
      case 'payouts are rejected':
        for (const tenant of this.tenants) {
          const lastsMs = this.lengthOf(happening.lasts);
          tenant.trouble(lastsMs);
          tenant.server.rejectPayouts(lastsMs);
        }
        break;
      case 'stand still':
        await this.clock.standStill(happening.ms);
        break;
      case 'resolve fault':
        for (const tenant of this.which(happening.at)) this.breakResolve(tenant, happening);
        break;
      case 'set wall clock':
        this.clock.setWallClock(happening.byMs);
        this.setAt = this.clock.read().monotonic;
        break;
      case 'set wall clock right':
        this.clock.setWallClockRight();
        this.setAt = this.clock.read().monotonic;
        break;
      case 'suspend':
        this.clock.suspend(this.lengthOf(happening.lasts));
        this.setAt = this.clock.read().monotonic;
        break;
      case 'at the next answer':
        this.ambush = happening;
        break;
      case 'shut down':
        await this.shutDown();
        break;
      case 'nothing':
        break;
    }
    await this.observe();
    if (!this.isShuttingDown) this.show('the snapshots', await this.door.snapshots());
  }

  private breakResolve(
    tenant: Tenant,
    { fault, lasts }: Extract<TenantsHappening, { type: 'resolve fault' }>,
  ): void {
    const lastsMs = this.lengthOf(lasts);
    tenant.trouble(lastsMs);
    tenant.keys.fault = tenant.register.fault = fault;
    this.spells.endAfter(lastsMs, () => {
      if (tenant.keys.fault === fault) tenant.keys.fault = tenant.register.fault = undefined;
    });
  }

  private which(at: Which): readonly Tenant[] {
    return at === undefined ? this.tenants : [this.tenants[at % this.tenants.length] as Tenant];
  }

  /** Gets the account and uses it at once, as everybody should. */
  private use(tenant: Tenant, plan?: CallPlan, giveUpAfterMs?: number): void {
    this.get(tenant, giveUpAfterMs, (services) => {
      if (plan === undefined) this.getToken(tenant, services);
      else this.call(tenant, services, plan);
    });
  }

  private get(tenant: Tenant, giveUpAfterMs?: number, then?: (services: TenantAccount) => void): void {
    const leaving = new AbortController();
    const wish = this.make(tenant, () =>
      this.callers.wish('account', async () => {
        const services = await this.door.get(tenant.id, { signal: leaving.signal });
        this.handedOut(tenant, services);
        then?.(services);
      }),
    );
    if (giveUpAfterMs === undefined) return;
    this.callers.leave(wish, giveUpAfterMs, () => leaving.abort());
    // Somebody has to see what is opened although nobody waits for it any more.
    this.door.get(tenant.id).then(
      (account) => this.handedOut(tenant, account),
      () => undefined,
    );
  }

  private handedOut(tenant: Tenant, services: TenantAccount): void {
    tenant.use();
    if (tenant.services.includes(services)) return;
    // They are all bound to the same name, and would tell the same events.
    if (tenant.services.length === 0) {
      services.tokenService.events$.subscribe((event) => this.happened(tenant, event));
      // A first token that came before anybody had the account.
      tenant.isFailing = services.tokenService.snapshot().failure !== undefined;
    }
    tenant.services.push(services);
    this.kept.push({ tenant, services });
  }

  private call(tenant: Tenant, { httpService }: TenantAccount, plan: CallPlan): void {
    this.make(tenant, () => this.callers.call(httpService, plan));
  }

  private getToken(tenant: Tenant, { tokenService }: TenantAccount): void {
    this.make(tenant, () => this.callers.getToken(tokenService));
  }

  private make(tenant: Tenant, make: () => Wish): Wish {
    const outer = this.making;
    this.making = { tenant, ...this.factsOf(tenant) };
    tenant.use();
    try {
      return make();
    } finally {
      this.making = outer;
    }
  }

  private factsOf(tenant: Tenant): Omit<TenantWish, 'wish' | 'tenant'> {
    const at = this.clock.read();
    return {
      wasOpen: tenant.isOpen,
      wasAsleep: elapsedMs(tenant.stirredAt, at) > this.settings.sleepAfterMs,
      wasFailing: tenant.isFailing,
      resolvedBefore: tenant.resolved,
      requestsBefore: tenant.server.tokenRequests,
      startsBefore: tenant.starts.filter((start) => start > at.monotonic - WINDOW_MS).length,
      othersBefore: [...this.pending].filter((one) => this.wishes.get(one)?.tenant === tenant).length,
    };
  }

  private release(tenant: Tenant): void {
    tenant.trouble();
    tenant.release();
    // What was being opened at the time is forgotten as well.
    void this.door.close(tenant.id).then(() => tenant.release());
  }

  private settled(wish: Wish): void {
    const tenant = this.wishes.get(wish)?.tenant;
    // Its account may have been forgotten since it was made, and then says nothing of the present one.
    if (tenant?.wishes.has(wish) && wish.state === 'fulfilled') tenant.isOpen = true;
    this.over(wish);
    this.noteFullness();
    this.each((checks) => checks.settled?.(wish));
  }

  /** The account is no longer in use for this wish. */
  private over(wish: Wish): void {
    const tenant = this.wishes.get(wish)?.tenant;
    tenant?.wishes.delete(wish);
    tenant?.use();
  }

  private sent(exchange: Exchange): void {
    this.note(`${exchange.to} < ${exchange.method} ${exchange.call ?? ''} ${exchange.authorization}`);
    const tenant = this.tenantOf(exchange);
    if (exchange.to === 'token') tenant?.exchanges.add(exchange);
    tenant?.starts.push(exchange.sentAt.monotonic);
    this.each((checks) => checks.sent?.(exchange));
    this.callOf(exchange)?.sent.push(exchange);
  }

  private ended(exchange: Exchange): void {
    const { to, outcome, call = '' } = exchange;
    this.note(`${to} > ${call} ${JSON.stringify(outcome)}`);
    const tenant = this.tenantOf(exchange);
    if (to === 'token') tenant?.exchanges.delete(exchange);
    const isGood =
      outcome?.kind === 'answered' && (to === 'token' ? outcome.grant !== undefined : outcome.status === 200);
    const tookMs = this.clock.read().monotonic - exchange.sentAt.monotonic;
    if (!isGood || tookMs > SLOWEST_MS) tenant?.trouble();
    if (answeredStatus(exchange) === 401) tenant?.wasRejected();
    if (to === 'token' && outcome?.kind === 'answered' && (outcome.status === 429 || outcome.retryAfter)) {
      // Up to ten minutes are believed, and the line is remembered for a while.
      const asksFor = /^\d+$/.test(outcome.retryAfter ?? '1')
        ? Number(outcome.retryAfter ?? 1) * 1_000
        : 600_000;
      const until = this.clock.read().monotonic + Math.min(600_000, asksFor) + 15_000;
      this.pausedUntil = Math.max(this.pausedUntil, until);
    }
    this.each((checks) => checks.ended?.(exchange));
  }

  private tenantOf(exchange: Exchange): Tenant | undefined {
    if (exchange.to === 'token') return this.ownerOf(exchange);
    const wish = this.callOf(exchange);
    return wish && this.wishes.get(wish)?.tenant;
  }

  private arriving({ to }: Exchange): number {
    const { ambush } = this;
    if (ambush === undefined || ambush.of !== to) return 0;
    this.ambush = undefined;
    this.note(`${ambush.what} while an answer arrives`);
    switch (ambush.what) {
      case 'close':
        for (const tenant of this.tenants) this.release(tenant);
        break;
      case 'shut down':
        this.shutDown().catch(() => undefined);
        break;
      case 'get':
        for (const tenant of this.tenants) this.use(tenant);
        break;
      case 'leave':
        this.leavings.leaveTogether();
        break;
    }
    return ambush.turns;
  }

  private happened(tenant: Tenant, event: TokenEvent): void {
    this.note(`${tenant.id} event ${event.type} ${event.type === 'failed' ? event.code : ''}`);
    if (event.type === 'failed' || event.type === 'invalidated') tenant.trouble();
    if (event.type === 'failed') tenant.isFailing = true;
    if (event.type === 'refreshed') tenant.isFailing = false;
    if (!('reason' in event && event.reason === 'schedule') && event.type !== 'expired') tenant.stir();
    if (event.type === 'invalidated') tenant.wasRejected();
    this.each((checks) => checks.event?.(event));
  }

  /** Faults end. Each tenant's account, opened anew, serves at once. */
  private async recover(): Promise<void> {
    this.note('all faults end');
    this.spells.endAll();
    for (const { server } of this.tenants) server.rest();
    // What is under way may be caught in silence, and the token endpoint may have asked for a pause.
    await this.pass(Math.max(42_000, this.pausedUntil - this.clock.read().monotonic));
    for (const tenant of this.tenants) this.release(tenant);
    await this.pass(31_000);
    const before = this.callers.wishes.length;
    for (const tenant of this.tenants) this.use(tenant, { method: 'GET', body: 'none' });
    await this.pass(5_000);
    for (const { id, state } of this.callers.wishes.slice(before)) {
      if (state !== 'fulfilled') this.violate('recovery', `${id} is ${state} although all is well`);
    }
    this.stopIfViolated();
  }

  private async shutDown(): Promise<void> {
    if (this.isShuttingDown) return;
    this.isShuttingDown = true;
    void this.application?.application.close();
    await this.observe();
  }

  /** Calls are taken for a while after closing has begun. */
  get isShutDown(): boolean {
    return this.application?.tokens.snapshot().state === 'closed';
  }

  private violate(name: string, text: string): void {
    this.note(`VIOLATION of ${name}: ${text}`);
    this.violations.push(`${name}: ${text}`);
  }

  private show(what: string, value: unknown): void {
    this.each((checks) => checks.shown?.(what, value));
  }

  private pass(milliseconds: number): Promise<void> {
    return this.spells.pass(milliseconds, () => this.look());
  }

  private async observe(): Promise<void> {
    await settle();
    this.look();
  }

  private look(): void {
    this.noteFullness();
    const releases = this.tenants.map((tenant) => tenant.releases.length);
    void this.door.snapshots().then((snapshots) => this.seen(snapshots, releases));
    this.each((checks) => checks.passed?.());
    this.stopIfViolated();
  }

  private noteFullness(): void {
    const { size } = this.door;
    const now = this.clock.read().monotonic;
    if (size >= this.settings.maximum) this.fullAt = now;
    this.crowdedSince = size > this.settings.maximum ? (this.crowdedSince ?? now) : undefined;
  }

  /** These accounts were open a moment ago. */
  private seen(snapshots: readonly TokenSnapshot[], releases: readonly number[]): void {
    for (const [index, tenant] of this.tenants.entries()) {
      if (tenant.releases.length !== releases[index]) continue;
      const isOpen = snapshots.some(({ account }) => account === `default/${tenant.id}`);
      if (tenant.isOpen && !isOpen) this.each((checks) => checks.forgotten?.(tenant));
      tenant.isOpen = isOpen;
    }
  }

  private stopIfViolated(): void {
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
  }

  private each(check: (checks: TenantsChecks) => void): void {
    for (const checks of this.checks) check(checks);
  }

  private lengthOf(one: While): number {
    const lastMs = this.tenants[0]?.server.lastLifetimeMs ?? 60_000;
    const milliseconds = 'ms' in one ? one.ms : Math.round(one.lifetimes * lastMs);
    return Math.min(milliseconds, LONGEST_STRETCH_MS);
  }

  private note(text: string): void {
    this.journal.push(`${String(Math.round(performance.now())).padStart(9)}  ${text}`);
  }
}
