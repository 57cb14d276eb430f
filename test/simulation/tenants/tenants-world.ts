import {
  type AlternativePaymentsAccounts,
  type TenantAccount,
  type TokenEvent,
} from 'nestjs-alternative-payments';
import { type AccountUnderTest, buildAccount } from '../account.js';
import { Callers } from '../callers.js';
import { elapsedMs, settle, SimulatedClock } from '../clock.js';
import type { Wish } from '../invariant.js';
import { Leavings } from '../leavings.js';
import { Spells } from '../spells.js';
import { answeredStatus, type Exchange, Network } from '../network.js';
import type { Answer, Vendor } from '../server.js';
import type { Simulation } from '../simulate.js';
import type { CallPlan, While } from '../timeline.js';
import { type TenantsChecks, type TenantsView, type TenantWish, WINDOW_MS } from './invariant.js';
import { TENANTS_INVARIANTS } from './invariants/index.js';
import { OpenedAccount } from './opened-account.js';
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
  pausedUntil = -Infinity;
  private readonly leavings = new Leavings(this.clock);
  private readonly callers = new Callers(this.clock, this.leavings, {
    note: (text) => this.note(text),
    entered: (wish) => {
      if (this.making !== undefined) this.wishes.set(wish, { ...this.making, wish });
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
  private readonly kept: Array<{ readonly tenant: Tenant; readonly opened: OpenedAccount }> = [];
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

  get accounts(): AlternativePaymentsAccounts {
    if (this.application === undefined) throw new Error('the application is not built yet');
    return this.application.accounts;
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

  answerCall(authorization: string, isForeign: boolean): Answer {
    const token = authorization.replace(/^Bearer /, '');
    const owner = this.tenants.find(({ server }) => isForeign || server.hasIssued(token));
    return owner?.server.answerCall(authorization, isForeign) ?? { afterMs: 5, status: 401, body: '{}' };
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
      accounts: { resolve, maximum, idleMs, sleepAfterMs, resolveTimeoutMs },
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
        if (kept !== undefined) this.call(kept.tenant, kept.opened, happening.plan);
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
    if (!this.isShuttingDown) this.show('the snapshots', this.accounts.snapshots());
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
    this.get(tenant, giveUpAfterMs, (opened) => {
      if (plan === undefined) this.getToken(tenant, opened);
      else this.call(tenant, opened, plan);
    });
  }

  private get(tenant: Tenant, giveUpAfterMs?: number, then?: (opened: OpenedAccount) => void): void {
    const leaving = new AbortController();
    const wish = this.make(tenant, undefined, () =>
      this.callers.wish('account', async () => {
        const account = await this.accounts.get(tenant.id, { signal: leaving.signal });
        const opened = this.handedOut(tenant, account);
        then?.(opened);
      }),
    );
    tenant.open?.use();
    if (giveUpAfterMs === undefined) return;
    this.callers.leave(wish, giveUpAfterMs, () => leaving.abort());
    // Somebody has to see what is opened although nobody waits for it any more.
    this.accounts.get(tenant.id).then(
      (account) => this.handedOut(tenant, account),
      () => undefined,
    );
  }

  private handedOut(tenant: Tenant, account: TenantAccount): OpenedAccount {
    const known = tenant.find(account);
    if (known !== undefined) {
      if (known.closedAt === undefined) known.use();
      return known;
    }
    const opened = new OpenedAccount(
      account,
      () => this.clock.read(),
      (event) => this.happened(tenant, event),
      () => {
        this.note(`the account of ${tenant.id} is closed`);
        this.each((checks) => checks.closed?.(tenant, opened));
      },
    );
    // A first token that came before anybody had the account.
    const { failure } = account.tokenService.snapshot();
    opened.isFailing = failure !== undefined;
    this.each((checks) => checks.opened?.(tenant, opened));
    tenant.accounts.push(opened);
    this.kept.push({ tenant, opened });
    return opened;
  }

  private call(tenant: Tenant, opened: OpenedAccount, plan: CallPlan): void {
    this.make(tenant, opened, () => this.callers.call(opened.account.httpService, plan));
  }

  private getToken(tenant: Tenant, opened: OpenedAccount): void {
    this.make(tenant, opened, () => this.callers.getToken(opened.account.tokenService));
  }

  private make(tenant: Tenant, opened: OpenedAccount | undefined, make: () => Wish): Wish {
    const outer = this.making;
    this.making = { tenant, opened, ...this.factsOf(tenant, opened) };
    if (opened?.closedAt === undefined) opened?.begin();
    try {
      return make();
    } finally {
      this.making = outer;
    }
  }

  private factsOf(tenant: Tenant, opened?: OpenedAccount): Omit<TenantWish, 'wish' | 'tenant' | 'opened'> {
    const at = this.clock.read();
    const asleepMs = opened === undefined ? 0 : elapsedMs(opened.stirredAt, at);
    return {
      wasOpen: tenant.open !== undefined,
      wasClosed: opened?.closedAt !== undefined,
      wasAsleep: asleepMs > this.settings.sleepAfterMs,
      wasFailing: opened?.isFailing === true,
      resolvedBefore: tenant.resolved,
      requestsBefore: tenant.server.tokenRequests,
      startsBefore: tenant.starts.filter((start) => start > at.monotonic - WINDOW_MS).length,
      othersBefore: [...this.pending].filter((one) => this.wishes.get(one)?.tenant === tenant).length,
    };
  }

  private release(tenant: Tenant): void {
    for (const opened of tenant.living) opened.isReleased = true;
    tenant.trouble();
    void this.accounts.close(tenant.id).then(() => {
      // Whatever was being opened at the time is closed as well.
      for (const opened of tenant.living) opened.isReleased = true;
    });
  }

  private settled(wish: Wish): void {
    this.over(wish);
    // An account that could not be opened has had a rate budget of its own.
    const facts = this.wishes.get(wish);
    if (wish.kind === 'account' && wish.state === 'rejected') facts?.tenant.starts.splice(0);
    this.each((checks) => checks.settled?.(wish));
  }

  /** The account is no longer in use for this wish. */
  private over(wish: Wish): void {
    const facts = this.wishes.get(wish);
    if (facts?.opened !== undefined && !facts.wasClosed) facts.opened.end();
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
    this.each((checks) => checks.passed?.());
    this.stopIfViolated();
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
