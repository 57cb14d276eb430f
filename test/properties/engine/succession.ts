import { elapsedMs, type Reading } from './clock.js';
import { answeredStatus, type Exchange } from './network.js';
import type { HeldToken } from './token-model.js';

/** What an honest account knows of tokens that follow on each other, told from the wire. */
export class Succession {
  /** One, unless the account may have dropped it for the one after it, which cannot always be told from the wire. */
  private predecessors: readonly HeldToken[] = [];
  private newest?: HeldToken;
  private acceptedAt?: Reading;
  /** Of all these, the ones that somebody has seen rejected since they are what they are. */
  private readonly seenRejected = new Set<string>();

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
    const isTrusted = this.isAccepted && !(this.isRejected && older.length > 0);
    // A predecessor that is rejected as well serves no longer, unless an endpoint rejected it that rejects everything.
    const hasServing = older.some(({ token }) => !this.seenRejected.has(token));
    if (earlier === undefined) this.predecessors = [];
    else if (isTrusted) this.predecessors = [earlier];
    else this.predecessors = hasServing ? older : [...older, earlier];
    this.newest = newest;
    this.acceptedAt = undefined;
    for (const one of [earlier, newest]) this.seenRejected.delete(one?.token ?? '');
  }

  dropped(): void {
    this.predecessors = [];
    this.newest = this.acceptedAt = undefined;
    this.seenRejected.clear();
  }

  /** A call was answered. */
  answered(exchange: Exchange): void {
    const status = answeredStatus(exchange);
    const token = (exchange.authorization ?? '').replace(/^Bearer /, '');
    if (status === 401) this.rejected(token);
    else if (status !== undefined && token === this.newest?.token) this.acceptedAt ??= this.read();
  }

  /** Somebody has seen the token rejected. */
  rejected(token: string): void {
    if ([this.newest, ...this.predecessors].some((one) => one?.token === token)) this.seenRejected.add(token);
  }

  maySend(token: string, held: HeldToken): boolean {
    if (token === held.token) return true;
    return this.isRejected && this.good.some((one) => one.token === token);
  }

  private get isRejected(): boolean {
    return this.newest !== undefined && this.seenRejected.has(this.newest.token);
  }

  /** The predecessors for as long as they are good and the newest token has to prove itself. */
  private get good(): readonly HeldToken[] {
    if (this.isProven) return [];
    const now = this.read();
    return this.predecessors.filter((one) => elapsedMs(one.requestedAt, now) < one.lifetimeMs);
  }
}
