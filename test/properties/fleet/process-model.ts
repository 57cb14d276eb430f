import { createHash } from 'node:crypto';
import type { TokenEvent, TokenStoreEntry } from 'nestjs-alternative-payments';
import type { Reading } from '../engine/clock.js';
import type { Exchange } from '../engine/network.js';
import { type HeldToken, TokenModel } from '../engine/token-model.js';
import type { ObtainedGrant, SharedStore } from './shared-store.js';
import type { StoreOperation } from './store-link.js';

/** The token that a process holds, and how it was obtained, by this process or another one. */
export interface ProcessToken extends HeldToken {
  readonly grant: ObtainedGrant;
  /** Its key in the store. */
  readonly place: string;
  /** Whether a store that lied has offered it: then it may be an old one, and said to be fresh. */
  readonly isOfLiar?: boolean;
  /** What its grant may have been rounded down by: what is left of a token that comes back is told in whole seconds. */
  readonly roundedMs?: number;
}

const ROUNDING_MS = 1_000;

/** What an honest process knows, told from the wire, from the store, and from what the process reports. */
export class ProcessModel extends TokenModel<ProcessToken> {
  failure?: { readonly code: string; readonly at: Reading };
  /** The last token request since the last event. */
  exchange?: Exchange;
  /** By then, on the monotonic clock, the process has to be busy with a token without anybody asking. */
  dueAt?: number;
  /** What the process took up from the store and should not have. */
  foundling?: string;
  /** Tokens that the process dropped as rejected and has not obtained again. */
  readonly dropped = new Set<string>();
  /** Tokens that it ever dropped. */
  readonly everDropped = new Set<string>();
  /** What the process obtained by itself, latest last. */
  readonly grants: ObtainedGrant[] = [];
  private readonly reads: StoreOperation[] = [];
  /** Whether the token held was over by one of the clocks at any time since the last attempt that was reported. */
  private wasOver = false;
  private lastAsked?: StoreOperation;

  constructor(
    read: () => Reading,
    private readonly account: string,
    private readonly store: SharedStore,
  ) {
    super(read);
  }

  /**
   * Notes whether the token held is over. By a clock that was set that may be so for a while only, and an attempt that
   * begins in that while has nothing to compare with what the store offers: once the clock is right again, it may take
   * up the very token that is held. Nobody is served worse for it.
   */
  look(): void {
    if (this.held !== undefined && this.leftMs(this.held) <= 0) this.wasOver = true;
  }

  grantOf(hash: string): ObtainedGrant | undefined {
    return this.grants.findLast((one) => one.hash === hash);
  }

  /** The store is asked for a token, or for the lease. */
  looks(operation: StoreOperation): void {
    this.lastAsked = operation;
  }

  /** The store has answered a look. */
  looked(operation: StoreOperation): void {
    this.reads.push(operation);
    if (this.reads.length > 3) this.reads.shift();
  }

  /** A token request has ended. */
  exchanged(exchange: Exchange): void {
    this.exchange = exchange;
    if (exchange.outcome?.kind !== 'answered' || exchange.outcome.grant === undefined) return;
    const { token, lifetime } = exchange.outcome.grant;
    this.dropped.delete(token);
    this.grants.push({
      token,
      hash: hashOf(token),
      requestedAt: exchange.sentAt,
      lifetimeMs: Math.round(lifetime.readAsSeconds * 1e6) / 1e3,
      account: this.account,
    });
  }

  note(event: TokenEvent): void {
    const at = this.read();
    switch (event.type) {
      case 'refreshed':
        this.failure = undefined;
        this.follow(event.source === 'store' ? this.takenUp(at) : this.obtained(at), at);
        this.wasOver = false;
        this.exchange = undefined;
        this.dueAt = this.held && Math.max(at.monotonic, this.renewalAt(this.held));
        break;
      case 'failed':
        this.failure = { code: event.code, at };
        this.wasOver = false;
        this.exchange = undefined;
        this.dueAt = at.monotonic + Math.max(0, event.nextAttemptAt.getTime() - at.wall);
        break;
      case 'invalidated':
        if (this.held !== undefined) {
          this.dropped.add(this.held.token);
          this.everDropped.add(this.held.token);
        }
        this.held = undefined;
        this.succession.dropped();
        this.dueAt = this.failure === undefined ? at.monotonic : Math.max(this.dueAt ?? 0, at.monotonic);
        break;
      case 'expired':
        break;
    }
  }

  private follow(token: ProcessToken | undefined, at: Reading): void {
    const { held } = this;
    if (token !== undefined && held?.token === token.token) {
      // It ends when it was first said to end.
      const saidMs = held.requestedAt.monotonic + held.lifetimeMs - at.monotonic;
      const isAssumed = [300_000, 3_600_000, 86_400_000].includes(token.lifetimeMs);
      const leftMs = isAssumed ? Infinity : this.leftMs(token) + ROUNDING_MS;
      const lifetimeMs = Math.min(leftMs, saidMs);
      this.held = { ...token, requestedAt: at, lifetimeMs, roundedMs: ROUNDING_MS };
      return;
    }
    if (token !== undefined) this.succession.follows(this.good, token);
    this.held = token;
  }

  private get lastPlace(): string {
    return this.lastAsked?.key ?? '';
  }

  private renewalAt({ requestedAt, lifetimeMs }: ProcessToken): number {
    return requestedAt.monotonic + Math.max(200, 0.75 * lifetimeMs);
  }

  private obtained(at: Reading): ProcessToken | undefined {
    const grant = this.grants.at(-1);
    if (grant === undefined) return undefined;
    const { token, requestedAt, lifetimeMs } = grant;
    const tookMs = at.monotonic - requestedAt.monotonic;
    return { token, requestedAt, lifetimeMs, tookMs, grant, place: this.lastPlace };
  }

  /** What the store offered at this very moment. */
  private takenUp(at: Reading): ProcessToken | undefined {
    const offer = this.reads.findLast(({ answeredAt }) => answeredAt?.monotonic === at.monotonic);
    const entry = offer?.answer as TokenStoreEntry | undefined;
    const written = this.store.written.findLast(
      (one) => one.value === entry?.value && one.hash === entry.hash,
    );
    const grant = written?.grant;
    if (entry === undefined) this.foundling = 'a token that the store did not offer';
    else if (grant === undefined) this.foundling = 'a token that nobody obtained so';
    else if (written?.key !== offer?.key) this.foundling = 'a token that belongs under another key';
    else if (grant.account !== this.account) this.foundling = 'a token of another account';
    else if (this.dropped.has(grant.token)) this.foundling = 'a token that it had dropped as rejected';
    if (entry === undefined || grant === undefined) return undefined;
    const { token, lifetimeMs } = grant;
    const leftMs = Math.min(entry.ttlMs, lifetimeMs);
    const held = this.wasOver ? undefined : this.good;
    if (held !== undefined && leftMs + TRANSIT_MS <= this.leftMs(held))
      this.foundling = 'a token that ends before the one that it holds';
    if (token === held?.token) this.foundling = 'the token that it holds already';
    const requestedAt = {
      wall: at.wall + leftMs - lifetimeMs,
      monotonic: at.monotonic + leftMs - lifetimeMs,
    };
    const isOfLiar = offer?.isHonest === false;
    return { token, requestedAt, lifetimeMs, tookMs: 0, grant, place: this.lastPlace, isOfLiar };
  }
}

/** What the ways to the store and back may take off the life of a token that is taken up, in milliseconds. */
const TRANSIT_MS = 20;

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
