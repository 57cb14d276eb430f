import { type AlternativePaymentsModuleOptions, CallTimedOutError } from 'nestjs-alternative-payments';
import type { Effects } from '../engine/happenings.js';
import { holderEffects } from '../engine/holder-happenings.js';
import type { Checks } from '../engine/invariant.js';
import { SECRET } from '../engine/key-ring.js';
import type { Exchange } from '../engine/network.js';
import { randomFrom } from '../engine/random.js';
import { Server } from '../engine/server.js';
import { TokenHolder } from '../engine/token-holder.js';
import type { Wish } from '../engine/wish.js';
import type { Inhabitants, World } from '../engine/world.js';
import { AccountModel } from './account-model.js';
import { INVARIANTS } from './invariants/index.js';
import type { AccountTimeline, OwnHappening } from './timeline.js';

const ORIGIN = 'https://api.test';

/** An account by itself, of which it can be said when it has to ask for a token. */
export class LoneAccount extends TokenHolder implements Inhabitants<OwnHappening> {
  /** An account wakes every minute, and a day shows no more than some hours. */
  readonly longestStretchMs = 6 * 3_600_000;
  readonly model = new AccountModel(() => this.clock.read());
  readonly effects: Effects<OwnHappening>;
  protected readonly checks: readonly Checks[] = this.watchedBy(this, INVARIANTS);
  private hasStarted = false;
  /** When a caller last left, on the monotonic clock. */
  private leftAt?: number;

  constructor(
    world: World,
    private readonly timeline: AccountTimeline,
    isPaced: boolean,
  ) {
    const server = new Server(world.clock, randomFrom(timeline.seed ^ 0x5eed), timeline);
    super(world, { server, origin: ORIGIN, isPaced });
    this.effects = { ...holderEffects(world, () => [this]), close: () => this.close() };
  }

  servers(): readonly Server[] {
    return [this.server];
  }

  async open(): Promise<void> {
    const { outage } = this.timeline;
    if (outage !== undefined) this.server.fault('token', outage.fault, this.world.lengthOf(outage.lasts));
    const application = await this.build(this.options());
    const start = this.callers.wish('start', () => application.start());
    await this.world.observe();
    // A required token is waited for; without one the application does not start, and the account is closed.
    while (start.state === 'pending') await this.world.pass(1_000);
    // Nest calls no hook of an application that has not started.
    if (start.state === 'rejected') this.isClosing = this.hasReturned = true;
    else this.hasStarted = true;
  }

  async end(): Promise<void> {
    if (!this.isClosing) await this.comeToRest();
    this.close();
    await this.world.observe();
    await this.world.pass(120_000);
    this.callInVain();
    if (this.hasStarted) await this.opened.application.close();
    await this.world.observe();
    const { state } = this;
    if (state !== 'closed') this.violate('silentAfterClose', `the account is ${state} after close()`);
  }

  override close(): void {
    if (!this.isClosing) this.model.isClosing = true;
    super.close();
  }

  override look(): void {
    if (this.leftAt === this.clock.read().monotonic) this.model.concludeAbandoned();
    super.look();
  }

  override leaving(): void {
    this.leftAt = this.clock.read().monotonic;
  }

  override settled(wish: Wish): void {
    if (wish.result instanceof CallTimedOutError) this.leaving();
    super.settled(wish);
  }

  override sent(exchange: Exchange): void {
    super.sent(exchange);
    if (exchange.to === 'token') this.model.tokenRequestSent(exchange);
  }

  private options(): AlternativePaymentsModuleOptions {
    const { warmUp, hasAttemptTimeout } = this.timeline;
    return {
      baseURL: this.origin,
      clientId: 'client-1',
      clientSecret: SECRET,
      warmUp,
      http: { adapter: this.network(this.server), ...(!hasAttemptTimeout && { timeout: 0 }) },
      ...(!this.isPaced && { pacing: false }),
    };
  }

  /** Nobody calls any more. Whatever was the matter, the account has to find its way back by itself. */
  private async comeToRest(): Promise<void> {
    const { model, world } = this;
    this.server.rest();
    // A token whose answer named no lifetime is accepted only once the held one has expired, which may take an hour.
    this.server.issuer.reissueNoMore();
    const wasInUse = model.held !== undefined || model.failure !== undefined;
    // What is under way may be caught in silence.
    await world.pass(31_000);
    for (let round = 0; round < 3 && model.dueAt !== undefined && this.state !== 'valid'; round += 1)
      await world.pass(Math.max(0, model.dueAt - this.clock.read().monotonic) + 2_000);
    if (wasInUse && this.state !== 'valid')
      this.violate('recovery', `the account is ${this.state} although all is well`);
    world.stopIfViolated();
  }
}
