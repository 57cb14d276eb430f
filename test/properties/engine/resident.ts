import type { AxiosAdapter } from 'axios';
import type { AlternativePaymentsModuleOptions, TokenEvent } from 'nestjs-alternative-payments';
import { type Application, buildApplication } from './application.js';
import { Callers, type CallersListener } from './callers.js';
import type { SimulatedClock } from './clock.js';
import type { Checks, Invariants } from './invariant.js';
import { type Exchange, Network, type WireListener } from './network.js';
import type { Vendor } from './server.js';
import type { Wish } from './wish.js';
import type { World } from './world.js';

/** An application in a world: it has a network and callers, and invariants watch it. */
export abstract class Resident<C extends Checks = Checks> implements CallersListener, WireListener {
  readonly callers: Callers;
  /** Closing has begun; new calls are taken for a while. */
  isClosing = false;
  protected abstract readonly checks: readonly C[];
  /** `app.close()` has returned. */
  protected hasReturned = false;
  private application?: Application;

  /** @param name distinguishes it from others of its world */
  constructor(
    protected readonly world: World,
    readonly name = '',
  ) {
    this.callers = new Callers(world.clock, world.agenda, this, name && `${name}.`);
  }

  get clock(): SimulatedClock {
    return this.world.clock;
  }

  get opened(): Application {
    if (this.application === undefined) throw new Error('the application is not built yet');
    return this.application;
  }

  /** Wishes that have not settled. */
  get pending(): ReadonlySet<Wish> {
    return this.callers.pending;
  }

  /** Timers pending that nothing but the application can have set. */
  get timersLeft(): number {
    return this.clock.timers;
  }

  /** It is closed; nothing may happen any more. */
  get isClosed(): boolean {
    return this.opened.tokens.snapshot().state === 'closed';
  }

  /** The call that a request on the wire belongs to. */
  callOf(exchange: Exchange): Wish | undefined {
    return this.callers.callOf(exchange);
  }

  close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    void this.opened.application.close().then(() => (this.hasReturned = true));
  }

  /** All that can happen at this instant has happened. */
  look(): void {
    this.each((checks) => checks.passed?.());
  }

  wished(wish: Wish): void {
    this.each((checks) => checks.wished?.(wish));
  }

  note(text: string): void {
    this.world.note(`${this.name.padEnd(3)} ${text}`);
  }

  entered(_wish: Wish): void {}

  leaving(_wish: Wish): void {}

  settled(wish: Wish): void {
    this.each((checks) => checks.settled?.(wish));
  }

  sent(exchange: Exchange): void {
    this.note(`${exchange.to} < ${exchange.method} ${exchange.call ?? ''} ${exchange.authorization}`);
    this.each((checks) => checks.sent?.(exchange));
    this.callOf(exchange)?.sent.push(exchange);
  }

  arriving({ to }: { readonly to: string }): number {
    return this.world.ambushed(to, (what) => this.spring(what));
  }

  ended(exchange: Exchange): void {
    const { to, outcome, call = '' } = exchange;
    this.note(`${to} > ${call} ${JSON.stringify(outcome)}`);
    this.each((checks) => checks.ended?.(exchange));
  }

  /** Does what lay in wait for an answer. */
  protected abstract spring(what: string): void;

  protected network(vendor: Vendor): AxiosAdapter {
    return new Network(this.clock, vendor, this).adapter;
  }

  protected async build(options: AlternativePaymentsModuleOptions): Promise<Application> {
    return (this.application = await buildApplication(options, (line) => this.show('the log', line)));
  }

  protected happened(event: TokenEvent, of = ''): void {
    const { code, source, reason } = event as Partial<Record<'code' | 'source' | 'reason', string>>;
    this.note([of, 'event', event.type, code, source, reason].filter(Boolean).join(' '));
    this.each((checks) => checks.event?.(event));
  }

  protected show(what: string, value: unknown): void {
    this.each((checks) => checks.shown?.(what, value));
  }

  protected violate(invariant: string, text: string): void {
    this.world.violate(invariant, this.name ? `${this.name}: ${text}` : text);
  }

  protected watchedBy<R extends Resident<C>>(self: R, invariants: Invariants<R, C>): C[] {
    return Object.entries(invariants).map(([name, watch]) => watch(self, (text) => this.violate(name, text)));
  }

  protected each(check: (checks: C) => void): void {
    for (const checks of this.checks) check(checks);
  }
}
