import {
  type AlternativePaymentsModuleOptions,
  CallTimedOutError,
  type TokenEvent,
} from 'nestjs-alternative-payments';
import { type AccountUnderTest, buildAccount } from '../engine/application.js';
import { AccountModel } from './account-model.js';
import { Callers } from '../engine/callers.js';
import { type Reading, SimulatedClock, settle } from '../engine/clock.js';
import type { AccountView, Checks, Wish } from '../engine/invariant.js';
import { INVARIANTS } from './invariants/index.js';
import { SECRET } from '../engine/key-ring.js';
import { Leavings } from '../engine/leavings.js';
import { answeredStatus, type Exchange, Network } from '../engine/network.js';
import { randomFrom } from '../engine/random.js';
import { Server } from '../engine/server.js';
import type { Ambush, CallPlan, Happening, Timeline, While } from './timeline.js';

/** Longest stretch at once: an account wakes every minute, and a day shows no more than some hours. */
const LONGEST_STRETCH_MS = 6 * 3_600_000;

/** One run: an account, its server and network, its callers, and everybody who watches. */
export class World implements AccountView {
  readonly clock = new SimulatedClock();
  readonly model = new AccountModel(() => this.clock.read());
  readonly origin = 'https://api.test';
  readonly rejected = new Set<string>();
  isClosing = false;
  /** `app.close()` has returned. */
  private hasReturned = false;
  private hasStarted = false;
  /** What happened, for whoever has to understand a failure. */
  readonly journal: string[] = [];

  private readonly server: Server;
  private readonly network: Network;
  private readonly checks: Checks[];
  private readonly violations: string[] = [];
  private readonly leavings = new Leavings(this.clock);
  private readonly callers = new Callers(this.clock, this.leavings, {
    note: (text) => this.note(text),
    leaving: () => (this.lastLeaving = this.clock.read()),
    settled: (wish) => this.settled(wish),
  });
  private lastSet?: Reading;
  private lastLeaving?: Reading;
  private ambush?: Ambush;
  private account?: AccountUnderTest;

  constructor(
    private readonly timeline: Timeline,
    readonly isPaced: boolean,
  ) {
    this.server = new Server(
      () => this.clock.serverMs,
      randomFrom(timeline.seed ^ 0x5eed),
      timeline.lifetimes,
      timeline.reissues,
      () => true,
      timeline.acceptance,
    );
    this.network = new Network(this.clock, this.server, {
      sent: (exchange) => this.sent(exchange),
      arriving: (exchange) => this.arriving(exchange),
      ended: (exchange) => this.ended(exchange),
    });
    this.checks = Object.entries(INVARIANTS).map(([name, invariant]) =>
      invariant(this, (text) => this.violate(name, text)),
    );
  }

  wasSetSince(at: Reading): boolean {
    return this.lastSet !== undefined && this.lastSet.monotonic >= at.monotonic;
  }

  get pending(): ReadonlySet<Wish> {
    return this.callers.pending;
  }

  get timersLeft(): number {
    return this.clock.timers;
  }

  callOf(exchange: Exchange): Wish | undefined {
    return this.callers.callOf(exchange);
  }

  hasIssued(token: string): boolean {
    return this.server.hasIssued(token);
  }

  /** Takes note only: thrown here, it would be an error of the network to the account. */
  private violate(name: string, text: string): void {
    this.note(`VIOLATION of ${name}: ${text}`);
    this.violations.push(`${name}: ${text}`);
  }

  /** Runs the timeline to its end, brings the account to rest and closes it. */
  async run(): Promise<void> {
    await this.open();
    for (const { wait, next } of this.timeline.happenings) {
      await this.pass(this.lengthOf(wait));
      await this.happen(next);
    }
    this.ambush = undefined;
    if (!this.isClosing) await this.comeToRest();
    this.close();
    await this.observe();
    await this.pass(120_000);
    await this.callInVain();
  }

  private async open(): Promise<void> {
    const { outage } = this.timeline;
    if (outage !== undefined) this.server.fault('token', outage.fault, this.lengthOf(outage.lasts));
    const logged = (line: unknown): void => this.show('the log', line);
    const account = await buildAccount(this.options(), logged);
    this.account = account;
    account.tokens.events$.subscribe((event) => this.happened(event));
    const start = this.callers.wish('start', () => account.start());
    await this.observe();
    // A required token is waited for; without one the application does not start, and the account is closed.
    while (start.state === 'pending') await this.pass(1_000);
    // Nest calls no hook of an application that has not started.
    if (start.state === 'rejected') this.isClosing = this.hasReturned = true;
    else this.hasStarted = true;
  }

  private options(): AlternativePaymentsModuleOptions {
    const { warmUp, hasAttemptTimeout } = this.timeline;
    return {
      baseURL: this.origin,
      clientId: 'client-1',
      clientSecret: SECRET,
      warmUp,
      http: { adapter: this.network.adapter, ...(!hasAttemptTimeout && { timeout: 0 }) },
      ...(!this.isPaced && { pacing: false }),
    };
  }

  private async happen(happening: Happening): Promise<void> {
    this.note(JSON.stringify(happening));
    const before = this.callers.wishes.length;
    const isSpread = happening.type === 'calls' && happening.apartMs !== undefined;
    switch (happening.type) {
      case 'calls':
        await this.makeCalls(happening.plan, happening.count, happening.apartMs ?? 0);
        break;
      case 'get token':
        this.callers.getToken(this.opened.tokens, happening.giveUpAfterMs);
        break;
      case 'refresh':
        this.callers.refresh(this.opened.tokens);
        break;
      case 'invalidate':
        this.invalidate(happening.which);
        break;
      case 'revoke all':
        this.server.revokeAll();
        break;
      case 'somebody takes a token':
        this.server.takeToken();
        break;
      case 'payouts are rejected':
        this.server.rejectPayouts(this.lengthOf(happening.lasts));
        break;
      case 'stand still':
        await this.clock.standStill(happening.ms);
        break;
      case 'fault':
        this.server.fault(happening.of, happening.fault, this.lengthOf(happening.lasts));
        break;
      case 'set wall clock':
        this.clock.setWallClock(happening.byMs);
        this.lastSet = this.clock.read();
        break;
      case 'set wall clock right':
        this.clock.setWallClockRight();
        this.lastSet = this.clock.read();
        break;
      case 'suspend':
        this.clock.suspend(this.lengthOf(happening.lasts));
        break;
      case 'at the next answer':
        this.ambush = happening;
        break;
      case 'nothing':
        break;
      case 'close':
        this.close();
        await this.observe();
        break;
    }
    await this.lookAtWishesSince(isSpread ? this.callers.wishes.length : before);
  }

  private async makeCalls(plan: CallPlan, count: number, apartMs: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const before = this.callers.wishes.length;
      this.callers.call(this.opened.http, plan);
      if (apartMs === 0) continue;
      await this.lookAtWishesSince(before);
      await this.pass(apartMs);
    }
  }

  private async lookAtWishesSince(before: number): Promise<void> {
    await this.observe();
    for (const wish of this.callers.wishes.slice(before)) this.each((checks) => checks.wished?.(wish));
    this.stopIfViolated();
  }

  /** Faults end, and nobody calls any more. Whatever was the matter, the account has to find its way back by itself. */
  private async comeToRest(): Promise<void> {
    this.note('all faults end');
    this.server.rest();
    const wasInUse = this.model.held !== undefined || this.model.failure !== undefined;
    // What is under way may be caught in silence.
    await this.pass(31_000);
    for (
      let round = 0;
      round < 3 && this.model.dueAt !== undefined && this.opened.tokens.snapshot().state !== 'valid';
      round += 1
    ) {
      await this.pass(Math.max(0, this.model.dueAt - this.clock.read().monotonic) + 2_000);
    }
    const { state } = this.snapshot();
    if (wasInUse && state !== 'valid')
      this.violate('recovery', `the account is ${state} although all is well`);
    this.stopIfViolated();
  }

  /** The account takes calls for a while after closing has begun. */
  get isClosed(): boolean {
    return this.opened.tokens.snapshot().state === 'closed';
  }

  private close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    this.model.isClosing = true;
    void this.opened.application.close().then(() => (this.hasReturned = true));
  }

  /** Whoever comes to a closed account is turned away at once. */
  private async callInVain(): Promise<void> {
    if (!this.hasReturned) this.violate('silentAfterClose', 'app.close() never returned');
    this.callers.call(this.opened.http, { method: 'GET', body: 'none' });
    this.callers.getToken(this.opened.tokens);
    this.callers.refresh(this.opened.tokens);
    this.invalidate('earlier');
    this.invalidate('held');
    if (this.hasStarted) await this.opened.application.close();
    await this.observe();
    const { state } = this.snapshot();
    if (state !== 'closed') this.violate('silentAfterClose', `the account is ${state} after close()`);
    this.stopIfViolated();
  }

  private invalidate(which: 'held' | 'earlier' | 'unknown'): void {
    const { held } = this.model;
    const token = { held: held?.token, earlier: this.server.earliest, unknown: 'unknown' }[which] ?? '';
    this.rejected.add(token);
    this.model.succession.rejected(token);
    this.opened.tokens.invalidate(token);
  }

  private settled(wish: Wish): void {
    if (wish.result instanceof CallTimedOutError) this.lastLeaving = this.clock.read();
    this.each((checks) => checks.settled?.(wish));
  }

  private sent(exchange: Exchange): void {
    this.note(`${exchange.to} < ${exchange.method} ${exchange.call ?? ''} ${exchange.authorization}`);
    this.each((checks) => checks.sent?.(exchange));
    if (exchange.to === 'token') this.model.tokenRequestSent(exchange);
    this.callOf(exchange)?.sent.push(exchange);
  }

  private arriving({ to }: Exchange): number {
    const { ambush } = this;
    if (ambush === undefined || ambush.of !== to) return 0;
    this.ambush = undefined;
    this.note(`${ambush.what} while an answer arrives`);
    switch (ambush.what) {
      case 'close':
        this.close();
        break;
      case 'leave':
        this.leavings.leaveTogether();
        break;
      case 'invalidate':
        this.invalidate('held');
        break;
      case 'refresh':
        this.callers.refresh(this.opened.tokens);
        break;
    }
    return ambush.turns;
  }

  private ended(exchange: Exchange): void {
    const { to, outcome, authorization = '', call = '' } = exchange;
    this.note(`${to} > ${call} ${JSON.stringify(outcome)}`);
    if (to === 'api' && answeredStatus(exchange) === 401) {
      this.rejected.add(authorization.replace(/^Bearer /, ''));
    }
    this.each((checks) => checks.ended?.(exchange));
    if (to === 'api') this.model.succession.answered(exchange);
  }

  private happened(event: TokenEvent): void {
    this.note(`event ${event.type} ${event.type === 'failed' ? event.code : event.generation}`);
    this.each((checks) => checks.event?.(event));
    this.model.note(event);
  }

  private snapshot(): ReturnType<AccountUnderTest['tokens']['snapshot']> {
    const snapshot = this.opened.tokens.snapshot();
    this.show('the snapshot', snapshot);
    return snapshot;
  }

  private show(what: string, value: unknown): void {
    this.each((checks) => checks.shown?.(what, value));
  }

  private async pass(milliseconds: number): Promise<void> {
    await this.leavings.pass(milliseconds, () => {
      this.look();
      this.stopIfViolated();
    });
  }

  private async observe(): Promise<void> {
    await settle();
    this.look();
  }

  /** All that can happen at this instant has happened. */
  private look(): void {
    if (this.lastLeaving?.monotonic === this.clock.read().monotonic) this.model.concludeAbandoned();
    this.each((checks) => checks.passed?.());
  }

  private stopIfViolated(): void {
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
  }

  private each(check: (checks: Checks) => void): void {
    for (const checks of this.checks) check(checks);
  }

  private lengthOf(one: While): number {
    const milliseconds = 'ms' in one ? one.ms : Math.round(one.lifetimes * this.server.lastLifetimeMs);
    return Math.min(milliseconds, LONGEST_STRETCH_MS);
  }

  private note(text: string): void {
    this.journal.push(`${String(Math.round(performance.now())).padStart(9)}  ${text}`);
  }

  private get opened(): AccountUnderTest {
    if (this.account === undefined) throw new Error('the account is not built yet');
    return this.account;
  }
}
