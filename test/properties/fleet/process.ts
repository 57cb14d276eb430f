import type { TokenEvent } from 'nestjs-alternative-payments';
import type { Exchange } from '../engine/network.js';
import { TokenHolder } from '../engine/token-holder.js';
import type { FleetAccount } from './fleet-account.js';
import type { Fleet } from './fleet.js';
import { ENDPOINT_MS, type ProcessChecks } from './invariant.js';
import { PROCESS_INVARIANTS } from './invariants/index.js';
import type { KeyRing } from '../engine/key-ring.js';
import { KeySource } from '../engine/key-source.js';
import { ProcessModel } from './process-model.js';
import type { SharedStore } from './shared-store.js';
import { isDead, type StoreSpell } from './store-faults.js';
import { StoreLink, type StoreListener, type StoreOperation } from './store-link.js';
import type { FleetTimeline } from './timeline.js';

/** One process: an application with an account, its way to the store, and its callers. */
export class FleetProcess extends TokenHolder<ProcessChecks> implements StoreListener {
  readonly model: ProcessModel;
  readonly keys: KeySource;
  readonly link: StoreLink;
  readonly ring: KeyRing;
  /** Name of the account that it shares with others. */
  readonly account: string;
  readonly settings: FleetTimeline;
  readonly store: SharedStore;
  /** Which keys in the store belong to which account, and API key. */
  readonly places: Map<string, string>;
  /** Everything it asked of the store so far. */
  readonly operations: StoreOperation[] = [];
  /** Token requests that it has under way. */
  readonly exchanges = new Set<Exchange>();
  /** Since when the store has failed it at once and in everything, on the monotonic clock. */
  storeDeadSince?: number;
  /** When it was closed, on the monotonic clock. */
  closedAt?: number;
  /** Timers of all processes together, once all of them are closed. */
  timersAtEnd = 0;
  protected readonly checks: readonly ProcessChecks[];
  private isKilled = false;
  private lastTroubleAt = -Infinity;

  constructor(
    name: string,
    private readonly belongsTo: FleetAccount,
    private readonly fleet: Fleet,
  ) {
    const { world, store, random, settings, places } = fleet;
    const { server, origin, ring } = belongsTo;
    super(world, { server, origin, isPaced: settings.isPaced, name });
    this.account = belongsTo.name;
    this.settings = settings;
    this.store = store;
    this.places = places;
    this.ring = ring;
    this.model = new ProcessModel(() => world.clock.read(), this.account, store);
    this.keys = new KeySource(world.clock, ring, random, () => {
      this.note('reads its key');
      this.each((checks) => checks.keyAsked?.());
    });
    this.link = new StoreLink(world.clock, store, random, this, name);
    this.checks = this.watchedBy(this, PROCESS_INVARIANTS);
  }

  override get timersLeft(): number {
    return this.timersAtEnd;
  }

  override get isClosed(): boolean {
    return this.closedAt !== undefined;
  }

  /** When it last ran into anything at the token endpoint, or in reading its key, or stood still, on the monotonic clock. */
  get troubleAt(): number {
    const { lastTroubleAt, clock, settings, keys } = this;
    return Math.max(lastTroubleAt, clock.caughtUpAt, settings.isRotating ? keys.troubleAt : -Infinity);
  }

  async start(): Promise<void> {
    const options = this.belongsTo.options(this.network(this.server), this.link, this.keys);
    const application = await this.build(options);
    await application.start();
  }

  /** It ends without a farewell: nothing of it arrives anywhere any more. */
  kill(): void {
    this.isKilled = true;
    this.link.isCut = true;
    this.fleet.dismiss(this);
  }

  /** From now on, for that long, the store is like that to it. */
  breakStore(spell: StoreSpell, forMs: number): void {
    this.link.spell = spell;
    this.storeDeadSince = isDead(spell) ? this.clock.read().monotonic : undefined;
    this.world.endAfter(forMs, () => {
      if (this.link.spell === spell) this.link.spell = this.storeDeadSince = undefined;
    });
  }

  override look(): void {
    if (this.isClosing && this.state === 'closed') this.closedAt ??= this.clock.read().monotonic;
    this.model.look();
    super.look();
  }

  grantOf(hash: string): ReturnType<ProcessModel['grantOf']> {
    return this.model.grantOf(hash);
  }

  storeAsked(operation: StoreOperation): void {
    const { action, key, ttlMs = '', isHonest } = operation;
    this.note(`store < ${action} ${key.slice(-6)} ${ttlMs}${isHonest ? '' : ' (not honest)'}`);
    this.operations.push(operation);
    if (action === 'read' || action === 'acquireLease') this.model.looks(operation);
    this.each((checks) => checks.storeAsked?.(operation));
  }

  storeAnswered(operation: StoreOperation): void {
    const { action, answer } = operation;
    this.note(`store > ${action} ${action === 'read' ? describeEntry(answer) : String(answer)}`);
    if (action === 'read') this.model.looked(operation);
    this.each((checks) => checks.storeAnswered?.(operation));
  }

  override arriving(what: { readonly to: 'token' | 'api' | 'store' }): number {
    return this.isClosing ? 0 : super.arriving(what);
  }

  override sent(exchange: Exchange): void {
    if (exchange.to === 'token') this.exchanges.add(exchange);
    super.sent(exchange);
  }

  override ended(exchange: Exchange): void {
    const { to, outcome, sentAt } = exchange;
    if (to === 'token') {
      this.exchanges.delete(exchange);
      const now = this.clock.read().monotonic;
      const isGood = outcome?.kind === 'answered' && outcome.grant !== undefined;
      if (!isGood || now - sentAt.monotonic > ENDPOINT_MS) this.lastTroubleAt = now;
    }
    super.ended(exchange);
    if (to === 'token') this.model.exchanged(exchange);
  }

  protected override happened(event: TokenEvent): void {
    super.happened(event);
    const { foundling } = this.model;
    if (foundling === undefined) return;
    this.violate('onlyHonestTokensAreTakenUp', `it took up ${foundling}`);
    this.model.foundling = undefined;
  }

  protected override violate(invariant: string, text: string): void {
    if (!this.isKilled) super.violate(invariant, text);
  }

  protected override spring(what: string): void {
    if (what === 'kill') this.kill();
    else if (what === 'close') this.fleet.dismiss(this);
    else super.spring(what);
  }
}

function describeEntry(answer: unknown): string {
  const { hash, ttlMs } = (answer ?? {}) as Record<string, unknown>;
  return answer === undefined ? 'nothing' : `${String(hash).slice(0, 6)} for ${String(ttlMs)}`;
}
