import { Readable } from 'node:stream';
import { CallTimedOutError, type TokenEvent } from 'nestjs-alternative-payments';
import { type AccountUnderTest, buildAccount } from './account.js';
import { AccountModel } from './account-model.js';
import { type Reading, SimulatedClock, settle } from './clock.js';
import type { Checks, View, Wish } from './invariant.js';
import { INVARIANTS } from './invariants/index.js';
import { CALL_HEADER, type Exchange, FOREIGN_AUTHORIZATION, Network } from './network.js';
import { randomFrom } from './random.js';
import { Server } from './server.js';
import { statusOf } from './status-of.js';
import type { Ambush, CallPlan, Happening, Timeline, While } from './timeline.js';

/** Longest stretch at once: an account wakes every minute, and a day shows no more than some hours. */
const LONGEST_STRETCH_MS = 6 * 3_600_000;

/** One run: an account, its server and network, its callers, and everybody who watches. */
export class World implements View {
  readonly clock = new SimulatedClock();
  readonly model = new AccountModel(() => this.clock.read());
  readonly wishes: Wish[] = [];
  readonly pending = new Set<Wish>();
  readonly rejected = new Set<string>();
  isClosed = false;
  isClosing = false;
  /** What happened, for whoever has to understand a failure. */
  readonly journal: string[] = [];

  private readonly server: Server;
  private readonly network: Network;
  private readonly checks: Checks[];
  private readonly violations: string[] = [];
  private readonly calls = new Map<string, Wish>();
  private readonly leavings: Array<{ readonly at: number; readonly leave: () => void }> = [];
  private lastSet?: Reading;
  private lastLeaving?: Reading;
  private ambush?: Ambush;
  private closing?: Promise<void>;
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

  callOf({ call = '' }: Exchange): Wish | undefined {
    return this.calls.get(call);
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
    await this.close();
    await this.pass(120_000);
    await this.callInVain();
  }

  private async open(): Promise<void> {
    const { outage } = this.timeline;
    if (outage !== undefined) this.server.fault('token', outage.fault, this.lengthOf(outage.lasts));
    const logged = (line: unknown): void => this.show('the log', line);
    const account = await buildAccount(this.network.adapter, this.timeline, this.isPaced, logged);
    this.account = account;
    account.tokens.events$.subscribe((event) => this.happened(event));
    const start = this.wish('start', () => account.start());
    await this.observe();
    // A required token is waited for; without one the application does not start, and the account is closed.
    while (start.state === 'pending') await this.pass(1_000);
    if (start.state === 'rejected') this.isClosing = this.isClosed = true;
  }

  private async happen(happening: Happening): Promise<void> {
    this.note(JSON.stringify(happening));
    const before = this.wishes.length;
    const isSpread = happening.type === 'calls' && happening.apartMs !== undefined;
    switch (happening.type) {
      case 'calls':
        await this.makeCalls(happening.plan, happening.count, happening.apartMs ?? 0);
        break;
      case 'get token':
        this.getToken(happening.giveUpAfterMs);
        break;
      case 'refresh':
        this.wish('refresh', () => this.opened.tokens.refresh());
        break;
      case 'invalidate':
        this.invalidate(happening.which);
        break;
      case 'revoke all':
        this.server.revokeAll();
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
        await this.close();
        break;
    }
    await this.lookAtWishesSince(isSpread ? this.wishes.length : before);
  }

  private async makeCalls(plan: CallPlan, count: number, apartMs: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const before = this.wishes.length;
      this.call(plan);
      if (apartMs === 0) continue;
      await this.lookAtWishesSince(before);
      await this.pass(apartMs);
    }
  }

  private async lookAtWishesSince(before: number): Promise<void> {
    await this.observe();
    for (const wish of this.wishes.slice(before)) this.each((checks) => checks.wished?.(wish));
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

  private close(): Promise<void> {
    return (this.closing ??= this.closeOnce());
  }

  private async closeOnce(): Promise<void> {
    this.isClosing = true;
    await this.opened.application.close();
    this.isClosed = true;
    await this.observe();
  }

  /** Whoever comes after close() is turned away at once. */
  private async callInVain(): Promise<void> {
    this.call({ method: 'GET', body: 'none' });
    this.getToken();
    this.wish('refresh', () => this.opened.tokens.refresh());
    this.invalidate('earlier');
    this.invalidate('held');
    await this.opened.application.close();
    await this.observe();
    const { state } = this.snapshot();
    if (state !== 'closed') this.violate('silentAfterClose', `the account is ${state} after close()`);
    this.stopIfViolated();
  }

  private call(plan: CallPlan): void {
    const { http } = this.opened;
    const leaving = new AbortController();
    const id = `call-${this.wishes.length + 1}`;
    const config = {
      method: plan.method,
      url: '/invoices',
      headers: { [CALL_HEADER]: id, ...(plan.isForeign && { Authorization: FOREIGN_AUTHORIZATION }) },
      data: bodyOf(plan, id),
      signal: plan.giveUp?.by === 'signal' ? leaving.signal : undefined,
      alternativePayments: { replay: plan.replay, retry: plan.retry },
      ...(plan.acceptsAll && { validateStatus: () => true }),
    };
    if (plan.giveUp?.by !== 'unsubscribe') {
      const wish = this.wish('call', () => http.axiosRef.request(config), plan);
      if (plan.giveUp !== undefined) this.leave(wish, plan.giveUp.afterMs, () => leaving.abort());
      return;
    }
    const wish = this.enter('call', plan);
    const subscription = http.request(config).subscribe({
      next: (response) => this.settled(wish, 'fulfilled', response),
      error: (error) => this.settled(wish, 'rejected', error),
    });
    this.leave(wish, plan.giveUp.afterMs, () => {
      subscription.unsubscribe();
      wish.state = 'left';
      this.pending.delete(wish);
    });
  }

  private getToken(giveUpAfterMs?: number): void {
    const leaving = new AbortController();
    const wish = this.wish('token', () => this.opened.tokens.getToken({ signal: leaving.signal }));
    if (giveUpAfterMs !== undefined) this.leave(wish, giveUpAfterMs, () => leaving.abort());
  }

  private invalidate(which: 'held' | 'earlier' | 'unknown'): void {
    const { held } = this.model;
    const token = { held: held?.token, earlier: this.server.earliest, unknown: 'unknown' }[which] ?? '';
    this.rejected.add(token);
    this.opened.tokens.invalidate(token);
  }

  private wish(kind: string, make: () => Promise<unknown>, plan?: CallPlan): Wish {
    const wish = this.enter(kind, plan);
    make().then(
      (result) => this.settled(wish, 'fulfilled', result),
      (error: unknown) => this.settled(wish, 'rejected', error),
    );
    return wish;
  }

  private enter(kind: string, plan?: CallPlan): Wish {
    const id = `${kind}-${this.wishes.length + 1}`;
    const wish: Wish = { id, plan, startedAt: this.clock.read(), sent: [], state: 'pending' };
    this.wishes.push(wish);
    this.pending.add(wish);
    if (plan !== undefined) this.calls.set(id, wish);
    return wish;
  }

  private leave(wish: Wish, afterMs: number, leave: () => void): void {
    const at = wish.startedAt.monotonic + afterMs;
    this.leavings.push({
      at,
      leave: () => {
        if (wish.state !== 'pending') return;
        this.note(`${wish.id} gives up`);
        this.lastLeaving = wish.gaveUpAt = this.clock.read();
        leave();
      },
    });
    this.leavings.sort((one, other) => one.at - other.at);
  }

  private settled(wish: Wish, state: 'fulfilled' | 'rejected', result: unknown): void {
    if (wish.state !== 'pending') return;
    wish.state = state;
    this.pending.delete(wish);
    wish.result = result;
    if (result instanceof CallTimedOutError) this.lastLeaving = this.clock.read();
    this.note(
      `${wish.id} ${state} ${result instanceof Error ? `${result.name} ${result.message}` : (statusOf(result) ?? '')}`,
    );
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
        void this.close();
        break;
      case 'leave':
        for (const { leave } of this.leavings.splice(0)) leave();
        break;
      case 'invalidate':
        this.invalidate('held');
        break;
      case 'refresh':
        this.wish('refresh', () => this.opened.tokens.refresh());
        break;
    }
    return ambush.turns;
  }

  private ended(exchange: Exchange): void {
    const { to, outcome, authorization = '', call = '' } = exchange;
    this.note(`${to} > ${call} ${JSON.stringify(outcome)}`);
    if (to === 'api' && outcome?.kind === 'answered' && outcome.status === 401) {
      this.rejected.add(authorization.replace(/^Bearer /, ''));
    }
    this.each((checks) => checks.ended?.(exchange));
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
    const end = this.clock.read().monotonic + milliseconds;
    for (let next = this.leavings[0]; next !== undefined && next.at <= end; next = this.leavings[0]) {
      await this.passWithoutLeavings(next.at - this.clock.read().monotonic);
      // In the meantime all may have left together.
      if (this.leavings[0] === next) {
        this.leavings.shift();
        next.leave();
      }
      await this.observe();
      this.stopIfViolated();
    }
    await this.passWithoutLeavings(end - this.clock.read().monotonic);
  }

  private async passWithoutLeavings(milliseconds: number): Promise<void> {
    await this.clock.pass(Math.max(0, milliseconds), () => {
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

function bodyOf({ body }: CallPlan, id: string): unknown {
  if (body === 'json') return { id, amount: 1_250 };
  if (body === 'form') return new URLSearchParams({ id, amount: '1250' });
  if (body === 'stream') return Readable.from([id]);
  return undefined;
}
