import { type Reading, SimulatedClock, settle } from '../engine/clock.js';
import { Leavings } from '../engine/leavings.js';
import { Spells } from '../engine/spells.js';
import { RESTFUL } from '../engine/lifetimes.js';
import { randomFrom } from '../engine/random.js';
import type { Simulation } from '../engine/simulate.js';
import type { While } from '../account/timeline.js';
import { FleetAccount } from './fleet-account.js';
import { FleetProcess, type Surroundings } from './process.js';
import { SharedStore } from './shared-store.js';
import { isDead, type StoreSpell } from './store-faults.js';
import type { FleetAmbush, FleetHappening, FleetTimeline, Which } from './timeline.js';

/** An account wakes every minute, and some hours show no more than one. */
const LONGEST_STRETCH_MS = 2 * 3_600_000;

/** Long enough for some renewals of tokens that live as long as those that are issued at last. */
const CALM_MS = 2 * RESTFUL.readAsSeconds * 1_000;

/** Something that ends at an instant of its own. */
/** One run: some processes of one account, perhaps one of another account, the store they share, and their vendor. */
export class Fleet implements Simulation, Surroundings {
  readonly clock = new SimulatedClock();
  readonly leavings = new Leavings(this.clock);
  readonly places = new Map<string, string>();
  readonly journal: string[] = [];
  readonly store = new SharedStore(this.clock);
  readonly random: () => number;
  private readonly accounts: FleetAccount[] = [];
  private readonly processes: FleetProcess[] = [];
  /** Those that ended. */
  private readonly gone: FleetProcess[] = [];
  private readonly violations: string[] = [];
  private readonly spells = new Spells(this.clock, this.leavings);
  private lastSet?: Reading;
  private ambush?: FleetAmbush;
  private lastLifetimeMs = 60_000;

  constructor(readonly settings: FleetTimeline) {
    this.random = randomFrom(settings.seed ^ 0xf1ee7);
  }

  wasSetSince(at: Reading): boolean {
    return this.lastSet !== undefined && this.lastSet.monotonic >= at.monotonic;
  }

  isAlive(name: string): boolean {
    return this.processes.some((one) => one.name === name && !one.isKilled);
  }

  note(text: string): void {
    this.journal.push(`${String(Math.round(performance.now())).padStart(9)}  ${text}`);
  }

  /** Takes note only: thrown here, it would be an error of the network or the store to the process. */
  violate(name: string, text: string): void {
    this.note(`VIOLATION of ${name}: ${text}`);
    this.violations.push(`${name}: ${text}`);
  }

  ambushed(by: FleetProcess, of: FleetAmbush['of']): number {
    const { ambush } = this;
    if (ambush === undefined || ambush.of !== of || by.isClosing) return 0;
    this.ambush = undefined;
    this.note(`${by.name}: ${ambush.what} while an answer arrives`);
    switch (ambush.what) {
      case 'close':
        this.end(by, false).catch(() => undefined);
        break;
      case 'kill':
        this.end(by, true).catch(() => undefined);
        break;
      case 'leave':
        this.leavings.leaveTogether();
        break;
      case 'invalidate':
        by.invalidate(by.model.held?.token ?? '');
        break;
      case 'refresh':
        by.callers.refresh(by.opened.tokens);
        break;
    }
    return ambush.turns;
  }

  async run(): Promise<void> {
    await this.open();
    for (const { wait, next } of this.settings.happenings) {
      await this.pass(this.lengthOf(wait));
      await this.happen(next);
    }
    this.ambush = undefined;
    await this.comeToRest();
    await this.stayCalm();
    await this.closeAll();
  }

  private async open(): Promise<void> {
    const { processes, neighbour } = this.settings;
    this.accounts.push(new FleetAccount('fleet', this.clock, this.settings));
    if (neighbour !== undefined)
      this.accounts.push(new FleetAccount('neighbour', this.clock, this.settings, neighbour));
    for (let count = 0; count < processes; count += 1) await this.start(0);
    if (neighbour !== undefined) await this.start(1);
  }

  private async start(account: number): Promise<void> {
    const belongsTo = this.accounts[account];
    if (belongsTo === undefined) return;
    const name = `p${this.processes.length + this.gone.length + 1}`;
    this.note(`${name} of the ${belongsTo.name} starts`);
    const process = new FleetProcess(name, belongsTo, this);
    await process.start();
    this.processes.push(process);
    await this.observe();
  }

  private async happen(happening: FleetHappening): Promise<void> {
    this.note(JSON.stringify(happening));
    switch (happening.type) {
      case 'calls':
        for (let index = 0; index < happening.count; index += 1) {
          await this.wish(happening.at, (one) => one.callers.call(one.opened.http, happening.plan));
          if (happening.apartMs !== undefined) await this.pass(happening.apartMs);
        }
        break;
      case 'get token':
        await this.wish(happening.at, (one) =>
          one.callers.getToken(one.opened.tokens, happening.giveUpAfterMs),
        );
        break;
      case 'refresh':
        await this.wish(happening.at, (one) => one.callers.refresh(one.opened.tokens));
        break;
      case 'invalidate':
        for (const one of this.which(happening.at)) one.invalidate(one.model.held?.token ?? '');
        break;
      case 'revoke all':
        for (const { server } of this.accounts) server.revokeAll();
        break;
      case 'somebody takes a token':
        for (const { server } of this.accounts) server.takeToken();
        break;
      case 'payouts are rejected':
        for (const { server } of this.accounts) server.rejectPayouts(this.lengthOf(happening.lasts));
        break;
      case 'stand still':
        await this.clock.standStill(happening.ms);
        break;
      case 'fault':
        for (const { server } of this.accounts)
          server.fault(happening.of, happening.fault, this.lengthOf(happening.lasts));
        break;
      case 'store fault':
        this.breakStore(this.which(happening.at), happening.spell, this.lengthOf(happening.lasts));
        break;
      case 'key fault':
        for (const { keys } of this.which(happening.at)) {
          keys.fault = happening.fault;
          this.spells.endAfter(this.lengthOf(happening.lasts), () => {
            if (keys.fault === happening.fault) keys.fault = undefined;
          });
        }
        break;
      case 'rotate':
        if (this.settings.isRotating) this.accounts[0]?.ring.rotate(happening.graceMs);
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
      case 'close':
      case 'kill':
        for (const one of this.which(happening.at)) await this.end(one, happening.type === 'kill');
        break;
      case 'start':
        if (this.processes.length < 4) await this.start(0);
        break;
      case 'at the next answer':
        this.ambush = happening;
        break;
      case 'nothing':
        break;
    }
    await this.observe();
  }

  private async wish(
    at: Which,
    make: (process: FleetProcess) => ReturnType<FleetProcess['callers']['getToken']>,
  ): Promise<void> {
    const made = this.which(at).map((process) => ({ process, wish: make(process) }));
    await this.observe();
    for (const { process, wish } of made) process.wished(wish);
    this.stopIfViolated();
  }

  private which(at: Which): FleetProcess[] {
    if (at === undefined || this.processes.length === 0) return [...this.processes];
    return [this.processes[at % this.processes.length] as FleetProcess];
  }

  private breakStore(processes: readonly FleetProcess[], spell: StoreSpell, forMs: number): void {
    for (const process of processes) {
      process.link.spell = spell;
      process.storeDeadSince = isDead(spell) ? this.clock.read().monotonic : undefined;
      this.spells.endAfter(forMs, () => {
        if (process.link.spell !== spell) return;
        process.link.spell = undefined;
        process.storeDeadSince = undefined;
      });
    }
  }

  private async end(process: FleetProcess, isKilled: boolean): Promise<void> {
    const at = this.processes.indexOf(process);
    if (at < 0) return;
    this.processes.splice(at, 1);
    this.gone.push(process);
    if (isKilled) process.kill();
    else process.close();
    await this.observe();
  }

  /** All faults end, and every process is used. Whatever was the matter, all have to find their way back. */
  private async comeToRest(): Promise<void> {
    this.note('all faults end');
    this.spells.endAll();
    for (const { server } of this.accounts) server.rest();
    if (this.processes.every(({ account }) => account !== 'fleet')) await this.start(0);
    if (this.processes.filter(({ account }) => account === 'fleet').length < 2) await this.start(0);
    // What is under way may be caught in silence, and whoever was killed may have left a lease behind.
    await this.pass(31_000);
    for (const one of this.processes) one.callers.getToken(one.opened.tokens);
    await this.pass(this.settings.leaseMs + 1_000);
    for (let round = 0; round < 3 && this.processes.some(({ state }) => state !== 'valid'); round += 1) {
      const now = this.clock.read().monotonic;
      const dueAt = Math.max(...this.processes.map(({ model }) => model.dueAt ?? 0));
      await this.pass(Math.min(Math.max(0, dueAt - now), 660_000) + this.settings.leaseMs + 2_000);
    }
    for (const one of this.processes) {
      if (one.state !== 'valid') this.violate('recovery', `${one.name} is ${one.state} although all is well`);
    }
    this.stopIfViolated();
  }

  /** Nothing is the matter any more: each renewal costs the fleet one token request, however many processes there are. */
  private async stayCalm(): Promise<void> {
    this.note('all is calm');
    // As long as it gives out the same token again, sharing it saves nothing.
    for (const { server } of this.accounts) server.reissueNoMore();
    for (const one of this.processes) one.callers.refresh(one.opened.tokens);
    await this.pass(this.settings.leaseMs + 1_000);
    const requests = this.accounts.map(() => 0);
    const asked = (): number[] => this.accounts.map(({ server }) => server.tokenRequests);
    // After the first renewal all hold the same token.
    await this.pass(0.76 * RESTFUL.readAsSeconds * 1_000);
    const before = asked();
    await this.pass(CALM_MS);
    asked().forEach((count, index) => (requests[index] = count - (before[index] ?? 0)));
    const most = Math.ceil(CALM_MS / (0.7 * RESTFUL.readAsSeconds * 1_000));
    requests.forEach((count, index) => {
      if (count > most)
        this.violate('aRenewalCostsOneRequest', `${count} token requests of account ${index + 1}`);
    });
    for (const one of this.processes) {
      if (one.state !== 'valid') this.violate('recovery', `${one.name} is ${one.state} although all is calm`);
    }
    this.stopIfViolated();
  }

  private async closeAll(): Promise<void> {
    for (const one of this.processes.slice()) await this.end(one, false);
    // Calls on the wire may finish, and what a process owes to others ends within the time-out of the store.
    await this.pass(32_000 + 4 * this.settings.timeoutMs);
    for (const one of this.gone) {
      one.timersLeft = this.clock.timers;
      one.callers.call(one.opened.http, { method: 'GET', body: 'none' });
      one.callers.getToken(one.opened.tokens);
      one.callers.refresh(one.opened.tokens);
    }
    await this.observe();
    await this.pass(600_000);
    for (const one of this.gone) one.timersLeft = this.clock.timers;
    await this.observe();
  }

  private pass(milliseconds: number): Promise<void> {
    return this.spells.pass(milliseconds, () => this.look());
  }

  private async observe(): Promise<void> {
    await settle();
    this.look();
  }

  /** All that can happen at this instant has happened. */
  private look(): void {
    for (const one of this.processes) one.look();
    for (const one of this.gone) one.look();
    this.stopIfViolated();
  }

  private stopIfViolated(): void {
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
  }

  private lengthOf(one: While): number {
    this.lastLifetimeMs = this.accounts[0]?.server.lastLifetimeMs ?? this.lastLifetimeMs;
    const milliseconds = 'ms' in one ? one.ms : Math.round(one.lifetimes * this.lastLifetimeMs);
    return Math.min(milliseconds, LONGEST_STRETCH_MS);
  }
}
