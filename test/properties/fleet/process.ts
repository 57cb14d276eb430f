import { CallTimedOutError, type TokenEvent } from 'nestjs-alternative-payments';
import { type AccountUnderTest, buildAccount } from '../engine/application.js';
import { Callers } from '../engine/callers.js';
import type { Reading, SimulatedClock } from '../engine/clock.js';
import type { Violate, Wish } from '../engine/invariant.js';
import type { Leavings } from '../engine/leavings.js';
import { answeredStatus, type Exchange, Network } from '../engine/network.js';
import type { Server } from '../engine/server.js';
import type { FleetAccount } from './fleet-account.js';
import { ENDPOINT_MS, type ProcessChecks, type ProcessView } from './invariant.js';
import { PROCESS_INVARIANTS } from './invariants/index.js';
import type { KeyRing } from '../engine/key-ring.js';
import { KeySource } from '../engine/key-source.js';
import { ProcessModel } from './process-model.js';
import type { SharedStore } from './shared-store.js';
import { StoreLink, type StoreOperation } from './store-link.js';
import type { FleetAmbush, FleetTimeline } from './timeline.js';

/** What the processes of a fleet have in common. */
export interface Surroundings {
  readonly clock: SimulatedClock;
  readonly leavings: Leavings;
  readonly store: SharedStore;
  readonly places: Map<string, string>;
  readonly settings: FleetTimeline;
  readonly random: () => number;
  readonly violate: (invariant: string, text: string) => void;
  readonly note: (text: string) => void;
  wasSetSince(at: Reading): boolean;
  isAlive(name: string): boolean;
  /** Something may happen just before an answer arrives; says how many microtasks before. */
  ambushed(by: FleetProcess, of: FleetAmbush['of']): number;
}

/** One process: an application with an account, its network, its way to the store, and its callers. */
export class FleetProcess implements ProcessView {
  readonly clock: SimulatedClock;
  readonly settings: FleetTimeline;
  readonly store: SharedStore;
  readonly places: Map<string, string>;
  readonly isPaced: boolean;
  readonly origin: string;
  readonly account: string;
  readonly ring: KeyRing;
  readonly model: ProcessModel;
  readonly keys: KeySource;
  readonly link: StoreLink;
  readonly callers: Callers;
  readonly operations: StoreOperation[] = [];
  readonly exchanges = new Set<Exchange>();
  readonly rejected = new Set<string>();
  storeDeadSince?: number;
  closedAt?: number;
  isClosing = false;
  isKilled = false;
  timersLeft = 0;
  private lastTroubleAt = -Infinity;
  private checks: ProcessChecks[] = [];
  private application?: AccountUnderTest;
  private readonly server: Server;

  constructor(
    readonly name: string,
    private readonly belongsTo: FleetAccount,
    private readonly around: Surroundings,
  ) {
    const { clock, leavings, store, random, settings } = around;
    this.clock = clock;
    this.settings = settings;
    this.store = store;
    this.places = around.places;
    this.isPaced = settings.isPaced;
    this.origin = belongsTo.origin;
    this.account = belongsTo.name;
    this.ring = belongsTo.ring;
    this.server = belongsTo.server;
    this.model = new ProcessModel(() => clock.read(), this.account, store);
    this.keys = new KeySource(clock, this.ring, random, () => {
      this.note('reads its key');
      this.each((checks) => checks.keyAsked?.());
    });
    const listener = {
      asked: (operation: StoreOperation) => this.storeAsked(operation),
      arriving: () => around.ambushed(this, 'store'),
      answered: (operation: StoreOperation) => this.storeAnswered(operation),
      grantOf: (hash: string) => this.model.grantOf(hash),
    };
    this.link = new StoreLink(clock, store, random, listener, name);
    this.callers = new Callers(
      clock,
      leavings,
      {
        note: (text) => this.note(text),
        leaving: () => undefined,
        settled: (wish) => this.settled(wish),
      },
      `${name}.`,
    );
  }

  get pending(): ReadonlySet<Wish> {
    return this.callers.pending;
  }

  get isClosed(): boolean {
    return this.closedAt !== undefined;
  }

  get troubleAt(): number {
    const { lastTroubleAt, clock, settings, keys } = this;
    return Math.max(lastTroubleAt, clock.caughtUpAt, settings.isRotating ? keys.troubleAt : -Infinity);
  }

  callOf(exchange: Exchange): Wish | undefined {
    return this.callers.callOf(exchange);
  }

  hasIssued(token: string): boolean {
    return this.server.hasIssued(token);
  }

  wasSetSince(at: Reading): boolean {
    return this.around.wasSetSince(at);
  }

  isAlive(name: string): boolean {
    return this.around.isAlive(name);
  }

  get opened(): AccountUnderTest {
    if (this.application === undefined) throw new Error('the process has not started yet');
    return this.application;
  }

  /** Builds the application and starts it. */
  async start(): Promise<void> {
    this.checks = Object.entries(PROCESS_INVARIANTS).map(([invariant, make]) => {
      const violate: Violate = (text) => this.violate(invariant, text);
      return make(this, violate);
    });
    const network = new Network(this.clock, this.server, {
      sent: (exchange) => this.sent(exchange),
      arriving: ({ to }) => this.around.ambushed(this, to),
      ended: (exchange) => this.ended(exchange),
    });
    const options = this.belongsTo.options(network.adapter, this.link, this.keys);
    this.application = await buildAccount(options, (line) => this.show('the log', line));
    this.application.tokens.events$.subscribe((event) => this.happened(event));
    await this.application.start();
  }

  close(): void {
    if (this.isClosing) return;
    this.isClosing = true;
    void this.opened.application.close();
  }

  /** It ends without a farewell: nothing of it arrives anywhere any more. */
  kill(): void {
    this.isKilled = true;
    this.link.isCut = true;
    this.close();
  }

  invalidate(token: string): void {
    this.rejected.add(token);
    this.model.succession.rejected(token);
    this.opened.tokens.invalidate(token);
  }

  /** Looks at what the process shows. */
  get state(): string {
    const snapshot = this.opened.tokens.snapshot();
    this.show('the snapshot', snapshot);
    return snapshot.state;
  }

  look(): void {
    if (this.isClosing && this.state === 'closed') this.closedAt ??= this.clock.read().monotonic;
    this.model.look();
    this.each((checks) => checks.passed?.());
  }

  wished(wish: Wish): void {
    this.each((checks) => checks.wished?.(wish));
  }

  private violate(invariant: string, text: string): void {
    if (!this.isKilled) this.around.violate(invariant, `${this.name}: ${text}`);
  }

  private storeAsked(operation: StoreOperation): void {
    const { action, key, ttlMs = '', isHonest } = operation;
    this.note(`store < ${action} ${key.slice(-6)} ${ttlMs}${isHonest ? '' : ' (not honest)'}`);
    this.operations.push(operation);
    if (action === 'read' || action === 'acquireLease') this.model.looks(operation);
    this.each((checks) => checks.storeAsked?.(operation));
  }

  private storeAnswered(operation: StoreOperation): void {
    const { action, answer } = operation;
    const told = action === 'read' ? describeEntry(answer) : String(answer);
    this.note(`store > ${action} ${told}`);
    if (action === 'read') this.model.looked(operation);
    this.each((checks) => checks.storeAnswered?.(operation));
  }

  private sent(exchange: Exchange): void {
    this.note(`${exchange.to} < ${exchange.method} ${exchange.call ?? ''} ${exchange.authorization}`);
    if (exchange.to === 'token') this.exchanges.add(exchange);
    this.each((checks) => checks.sent?.(exchange));
    this.callOf(exchange)?.sent.push(exchange);
  }

  private ended(exchange: Exchange): void {
    const { to, outcome, authorization = '', call = '' } = exchange;
    this.note(`${to} > ${call} ${JSON.stringify(outcome)}`);
    if (to === 'token') {
      this.exchanges.delete(exchange);
      const tookMs = this.clock.read().monotonic - exchange.sentAt.monotonic;
      const isGood = outcome?.kind === 'answered' && outcome.grant !== undefined && tookMs <= ENDPOINT_MS;
      if (!isGood) this.lastTroubleAt = this.clock.read().monotonic;
    } else if (answeredStatus(exchange) === 401) {
      this.rejected.add(authorization.replace(/^Bearer /, ''));
    }
    this.each((checks) => checks.ended?.(exchange));
    if (to === 'token') this.model.exchanged(exchange);
    else this.model.succession.answered(exchange);
  }

  private settled(wish: Wish): void {
    if (wish.result instanceof CallTimedOutError) this.note(`${wish.id} took too long`);
    this.each((checks) => checks.settled?.(wish));
  }

  private happened(event: TokenEvent): void {
    const what = event.type === 'failed' ? event.code : event.type === 'refreshed' ? event.source : '';
    this.note(`event ${event.type} ${what} ${'reason' in event ? event.reason : ''}`);
    this.each((checks) => checks.event?.(event));
    this.model.note(event);
    if (this.model.foundling !== undefined) {
      this.violate('onlyHonestTokensAreTakenUp', `it took up ${this.model.foundling}`);
      this.model.foundling = undefined;
    }
  }

  private show(what: string, value: unknown): void {
    this.each((checks) => checks.shown?.(what, value));
  }

  private note(text: string): void {
    this.around.note(`${this.name.padEnd(3)} ${text}`);
  }

  private each(check: (checks: ProcessChecks) => void): void {
    for (const checks of this.checks) check(checks);
  }
}

function describeEntry(answer: unknown): string {
  const { hash, ttlMs } = (answer ?? {}) as Record<string, unknown>;
  return answer === undefined ? 'nothing' : `${String(hash).slice(0, 6)} for ${String(ttlMs)}`;
}
