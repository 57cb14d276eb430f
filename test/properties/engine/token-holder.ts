import type {
  AlternativePaymentsModuleOptions,
  TokenEvent,
  TokenSnapshot,
} from 'nestjs-alternative-payments';
import type { Application } from './application.js';
import { PLAIN_GET } from './call-plan.js';
import type { Checks } from './invariant.js';
import { answeredStatus, type Exchange } from './network.js';
import { Resident } from './resident.js';
import type { Server } from './server.js';
import type { TokenModel } from './token-model.js';
import type { World } from './world.js';

/** What is known of one who holds a token. */
interface Facts {
  readonly server: Server;
  /** The account's own origin. */
  readonly origin: string;
  readonly isPaced: boolean;
  readonly name?: string;
}

/** An application with an account, by itself or among others. */
export abstract class TokenHolder<C extends Checks = Checks> extends Resident<C> {
  abstract readonly model: TokenModel;
  readonly server: Server;
  readonly origin: string;
  readonly isPaced: boolean;
  /** Tokens that the account was told are rejected. */
  readonly rejected = new Set<string>();

  constructor(world: World, { server, origin, isPaced, name }: Facts) {
    super(world, name);
    this.server = server;
    this.origin = origin;
    this.isPaced = isPaced;
  }

  /** The state of the token, as the account shows it. */
  get state(): string {
    return this.showState().state;
  }

  showState(): TokenSnapshot {
    const snapshot = this.opened.tokens.snapshot();
    this.show('the snapshot', snapshot);
    return snapshot;
  }

  hasIssued(token: string): boolean {
    return this.server.issuer.hasIssued(token);
  }

  /** Somebody says that a token was rejected: the one held, an earlier one, or one that nobody knows. */
  invalidate(which: 'held' | 'earlier' | 'unknown' = 'held'): void {
    const { held, succession } = this.model;
    const token =
      { held: held?.token, earlier: this.server.issuer.earliest, unknown: 'unknown' }[which] ?? '';
    this.rejected.add(token);
    succession.rejected(token);
    this.opened.tokens.invalidate(token);
  }

  /** Callers who come to a closed account are turned away at once. */
  callInVain(): void {
    if (!this.hasReturned) this.violate('silentAfterClose', 'app.close() never returned');
    const { http, tokens } = this.opened;
    this.callers.call(http, PLAIN_GET);
    this.callers.getToken(tokens);
    this.callers.refresh(tokens);
    this.invalidate('earlier');
    this.invalidate('held');
  }

  override ended(exchange: Exchange): void {
    const { to, authorization = '' } = exchange;
    if (to === 'api' && answeredStatus(exchange) === 401)
      this.rejected.add(authorization.replace(/^Bearer /, ''));
    super.ended(exchange);
    if (to === 'api') this.model.succession.answered(exchange);
  }

  protected override async build(options: AlternativePaymentsModuleOptions): Promise<Application> {
    const application = await super.build(options);
    application.tokens.events$.subscribe((event) => this.happened(event));
    return application;
  }

  protected override happened(event: TokenEvent): void {
    super.happened(event);
    this.model.note(event);
  }

  protected spring(what: string): void {
    if (what === 'close') this.close();
    if (what === 'invalidate') this.invalidate();
    if (what === 'refresh') this.callers.refresh(this.opened.tokens);
  }
}
