import type { Effects } from '../engine/happenings.js';
import { holderEffects } from '../engine/holder-happenings.js';
import { RESTFUL } from '../engine/lifetimes.js';
import { randomFrom } from '../engine/random.js';
import type { Server } from '../engine/server.js';
import { type Inhabitants, pick, type World } from '../engine/world.js';
import { FleetAccount } from './fleet-account.js';
import { FleetProcess } from './process.js';
import { SharedStore } from './shared-store.js';
import type { FleetTimeline, OwnHappening } from './timeline.js';

/** It is long enough for some renewals of tokens that live as long as those that are issued at last. */
const CALM_MS = 2 * RESTFUL.readAsSeconds * 1_000;

/** Some processes of one account, perhaps one of another account, the store that they share, and their vendor. */
export class Fleet implements Inhabitants<OwnHappening> {
  /** An account wakes every minute, and some hours show no more than one. */
  readonly longestStretchMs = 2 * 3_600_000;
  /** Which keys in the store belong to which account, and API key. */
  readonly places = new Map<string, string>();
  readonly store: SharedStore;
  readonly random: () => number;
  readonly effects: Effects<OwnHappening>;
  private readonly accounts: FleetAccount[] = [];
  private readonly processes: FleetProcess[] = [];
  /** Those that ended. */
  private readonly gone: FleetProcess[] = [];

  constructor(
    readonly world: World,
    readonly settings: FleetTimeline,
  ) {
    const { seed, neighbour } = settings;
    this.store = new SharedStore(world.clock);
    this.random = randomFrom(seed ^ 0xf1ee7);
    this.accounts.push(new FleetAccount('fleet', world.clock, settings));
    if (neighbour !== undefined)
      this.accounts.push(new FleetAccount('neighbour', world.clock, settings, neighbour));
    this.effects = {
      ...holderEffects(world, (at) => pick(this.processes, at)),
      'store fault': ({ at, spell, lasts }) => {
        for (const process of pick(this.processes, at)) process.breakStore(spell, world.lengthOf(lasts));
      },
      'key fault': ({ at, fault, lasts }) => {
        for (const { keys } of pick(this.processes, at))
          world.endAfter(world.lengthOf(lasts), keys.breakWith(fault));
      },
      rotate: ({ graceMs }) => {
        if (settings.isRotating) this.accounts[0]?.ring.rotate(graceMs);
      },
      close: ({ at }) => {
        for (const process of pick(this.processes, at)) this.dismiss(process);
      },
      kill: ({ at }) => {
        for (const process of pick(this.processes, at)) process.kill();
      },
      start: () => (this.processes.length < 4 ? this.start() : undefined),
    };
  }

  get server(): Server {
    return (this.accounts[0] as FleetAccount).server;
  }

  servers(): readonly Server[] {
    return this.accounts.map(({ server }) => server);
  }

  async open(): Promise<void> {
    for (let count = 0; count < this.settings.processes; count += 1) await this.start();
    const [, neighbour] = this.accounts;
    if (neighbour !== undefined) await this.start(neighbour);
  }

  look(): void {
    for (const process of [...this.processes, ...this.gone]) process.look();
  }

  showState(): void {
    for (const process of [...this.processes, ...this.gone]) process.showState();
  }

  async end(): Promise<void> {
    await this.comeToRest();
    await this.stayCalm();
    await this.closeAll();
  }

  /** It ends, and is not among those any more to which something happens. */
  dismiss(process: FleetProcess): void {
    const at = this.processes.indexOf(process);
    if (at < 0) return;
    this.processes.splice(at, 1);
    this.gone.push(process);
    process.close();
  }

  private async start(account = this.accounts[0] as FleetAccount): Promise<void> {
    const name = `p${this.processes.length + this.gone.length + 1}`;
    this.world.note(`${name} of the ${account.name} starts`);
    const process = new FleetProcess(name, account, this);
    await process.start();
    this.processes.push(process);
    // It may have been killed while it started.
    if (process.link.isCut) this.dismiss(process);
    await this.world.observe();
  }

  /** Every process is used. Whatever was the matter, all have to find their way back. */
  private async comeToRest(): Promise<void> {
    const { world } = this;
    const { leaseMs } = this.settings;
    for (const { server } of this.accounts) server.rest();
    for (
      let count = this.processes.filter(({ account }) => account === 'fleet').length;
      count < 2;
      count += 1
    )
      await this.start();
    // What is under way may be caught in silence, and a process that was killed may have left a lease behind.
    await world.pass(31_000);
    for (const { callers, opened } of this.processes) callers.getToken(opened.tokens);
    await world.pass(leaseMs + 1_000);
    for (let round = 0; round < 3 && this.processes.some(({ state }) => state !== 'valid'); round += 1) {
      const dueAt = Math.max(...this.processes.map(({ model }) => model.dueAt ?? 0));
      const waitMs = Math.max(0, dueAt - world.clock.read().monotonic);
      await world.pass(Math.min(waitMs, 660_000) + leaseMs + 2_000);
    }
    this.expectValid('all is well');
  }

  /** Nothing is the matter any more: each renewal costs the fleet one token request, however many processes there are. */
  private async stayCalm(): Promise<void> {
    const { world, accounts } = this;
    world.note('all is calm');
    // As long as it gives out the same token again, sharing it saves nothing.
    for (const { server } of accounts) server.issuer.reissueNoMore();
    for (const { callers, opened } of this.processes) callers.refresh(opened.tokens);
    await world.pass(this.settings.leaseMs + 1_000);
    // After the first renewal all hold the same token.
    await world.pass(0.76 * RESTFUL.readAsSeconds * 1_000);
    const before = accounts.map(({ server }) => server.tokenRequests);
    await world.pass(CALM_MS);
    const most = Math.ceil(CALM_MS / (0.7 * RESTFUL.readAsSeconds * 1_000));
    for (const [index, { name, server }] of accounts.entries()) {
      const count = server.tokenRequests - (before[index] ?? 0);
      if (count > most) world.violate('aRenewalCostsOneRequest', `${count} token requests of the ${name}`);
    }
    this.expectValid('all is calm');
  }

  private expectValid(although: string): void {
    for (const { name, state } of this.processes)
      if (state !== 'valid') this.world.violate('recovery', `${name} is ${state} although ${although}`);
    this.world.stopIfViolated();
  }

  private async closeAll(): Promise<void> {
    const { world, gone } = this;
    for (const process of pick(this.processes, undefined)) {
      this.dismiss(process);
      await world.observe();
    }
    // Calls on the wire may finish, and what a process owes to others ends within the timeout of the store.
    await world.pass(32_000 + 4 * this.settings.timeoutMs);
    for (const process of gone) {
      process.timersAtEnd = world.clock.timers;
      process.callInVain();
    }
    await world.observe();
    await world.pass(600_000);
    for (const process of gone) process.timersAtEnd = world.clock.timers;
    await world.observe();
  }
}
