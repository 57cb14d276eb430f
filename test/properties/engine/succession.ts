import { elapsedMs, type Reading } from './clock.js';
import { answeredStatus, type Exchange } from './network.js';
import type { HeldToken } from './token-model.js';

/** What an honest account knows of tokens that follow on each other, told from the wire. */
export class Succession {
  private predecessor?: HeldToken;
  private newest?: HeldToken;
  private acceptedAt?: Reading;
  private isRejected = false;

  constructor(private readonly read: () => Reading) {}

  /** Whether the newest token was ever accepted. */
  get isAccepted(): boolean {
    return this.acceptedAt !== undefined;
  }

  /** Whether it was accepted so long ago that it has proved itself. */
  get isProven(): boolean {
    return this.acceptedAt !== undefined && elapsedMs(this.acceptedAt, this.read()) >= 10_000;
  }

  follows(earlier: HeldToken | undefined, newest: HeldToken): void {
    const older = this.good;
    const isTrusted = this.isAccepted && !(this.isRejected && older !== undefined);
    this.predecessor = earlier && (isTrusted ? earlier : (older ?? earlier));
    this.newest = newest;
    this.acceptedAt = undefined;
    this.isRejected = false;
  }

  dropped(): void {
    this.predecessor = this.newest = this.acceptedAt = undefined;
    this.isRejected = false;
  }

  /** A call was answered. */
  answered(exchange: Exchange): void {
    const status = answeredStatus(exchange);
    const token = (exchange.authorization ?? '').replace(/^Bearer /, '');
    if (status === undefined || token !== this.newest?.token) return;
    if (status === 401) this.rejected(token);
    else this.acceptedAt ??= this.read();
  }

  /** Somebody has seen the token rejected. */
  rejected(token: string): void {
    if (token === this.newest?.token) this.isRejected = true;
  }

  maySend(token: string, held: HeldToken): boolean {
    if (token === held.token) return true;
    return token === this.good?.token && this.isRejected;
  }

  /** The predecessor for as long as it is good and the newest token has to prove itself. */
  private get good(): HeldToken | undefined {
    const { predecessor } = this;
    if (predecessor === undefined || this.isProven) return undefined;
    return elapsedMs(predecessor.requestedAt, this.read()) < predecessor.lifetimeMs ? predecessor : undefined;
  }
}
