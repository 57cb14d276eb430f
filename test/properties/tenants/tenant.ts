import type {
  AlternativePaymentsModuleOptions,
  TenantAccount,
  TokenEvent,
} from 'nestjs-alternative-payments';
import type { Reading, SimulatedClock } from '../engine/clock.js';
import { KeyRing } from '../engine/key-ring.js';
import { type KeyFault, KeySource } from '../engine/key-source.js';
import { answeredStatus, type Exchange } from '../engine/network.js';
import { randomFrom } from '../engine/random.js';
import { Server } from '../engine/server.js';
import type { TenantsTimeline } from './timeline.js';

/** The longest that a call takes, what it waits for included, in milliseconds. */
export const LONGEST_CALL_MS = 42_000;

/** The longest that the vendor takes for an answer when nothing is the matter, in milliseconds. */
const SLOWEST_MS = 61;

/** What the host's `resolve` does when it is asked. */
type TenantOptions = Partial<AlternativePaymentsModuleOptions>;

/** A tenant: its API key, its side of the vendor, and what is known of its account. */
export class Tenant {
  readonly id: string;
  readonly ring: KeyRing;
  /** What the function `resolve` has to say. */
  readonly register: KeySource;
  /** The function `credentials`, if `resolve` returns one. */
  readonly keys: KeySource;
  readonly server: Server;
  /** What was handed out for it, and is kept. */
  readonly services: TenantAccount[] = [];
  /** Whether its account is open, as far as could be seen. */
  isOpen = false;
  /** Wishes under way that were made since it was last forgotten by `close()`. */
  readonly wishes = new Set<object>();
  /** When `close()` was called for it, on the monotonic clock. */
  readonly releases: number[] = [];
  /** When it was used last, as far as that is known to its users. */
  usedAt: Reading;
  /** When it was used last, or may have been: the first token is obtained without anybody asking. */
  stirredAt: Reading;
  /** Its last attempt to obtain a token failed. */
  isFailing = false;
  /** Token requests under way. */
  readonly exchanges = new Set<Exchange>();
  /** When its requests started, on the monotonic clock. */
  readonly starts: number[] = [];
  /** How often `resolve` was called for it. */
  resolved = 0;
  /** Until then, on the monotonic clock, something is the matter with it. */
  private troubleAt = -Infinity;
  private troubledUntil = -Infinity;
  /** When a token of it was rejected last, on the monotonic clock. */
  rejectedAt = -Infinity;

  constructor(
    index: number,
    private readonly clock: SimulatedClock,
    private readonly timeline: TenantsTimeline,
  ) {
    this.id = `tenant-${index}`;
    this.usedAt = this.stirredAt = clock.read();
    this.ring = new KeyRing(clock, { client: `client-${index}`, secret: `-t${index}` });
    const random = randomFrom(timeline.seed ^ (index * 0x9e3779b9));
    // What `resolve` throws is the host's own, and is given to it as it is.
    this.register = new KeySource(clock, this.ring, random, () => undefined, false);
    this.keys = new KeySource(clock, this.ring, random, () => undefined);
    const luck = randomFrom(timeline.seed ^ (index * 0x85ebca6b));
    this.server = new Server(clock, luck, timeline, (authorization) => this.ring.accepts(authorization));
  }

  /** Whether a key is being read for it. */
  get isBeingRead(): boolean {
    return this.keys.underWay + this.register.underWay > 0;
  }

  /** When anything was the matter with it last, on the monotonic clock. */
  get lastTroubleAt(): number {
    return Math.max(this.troubleAt, this.keys.troubleAt, this.register.troubleAt);
  }

  /** How often `close()` was called for it within a time that its calls may take, or before a standstill. */
  get recentReleases(): number {
    const now = this.clock.read().monotonic;
    return this.releases.filter((at) => at > now - LONGEST_CALL_MS || this.clock.stoodStillSince(at)).length;
  }

  get isTroubled(): boolean {
    const now = this.clock.read().monotonic;
    return now <= this.troubledUntil || this.keys.isInTrouble || this.register.isInTrouble;
  }

  /** The function `resolve`, for this tenant. It is not `async`, since it may throw. */
  resolve(signal: AbortSignal): TenantOptions | Promise<TenantOptions> {
    this.resolved += 1;
    const { warmUp, isRotating } = this.timeline;
    const key = this.register.read({ signal });
    const complete = (pair: unknown): TenantOptions => {
      // Rubbish comes as it is.
      if (pair !== this.ring.current.pair && pair !== this.ring.previous.pair) return pair as TenantOptions;
      if (!isRotating) return { ...(pair as TenantOptions), warmUp };
      // An account that is opened knows nothing of what another one was given.
      this.keys.given = undefined;
      return { credentials: this.keys.read, warmUp };
    };
    return key instanceof Promise ? key.then(complete) : complete(key);
  }

  use(): void {
    this.usedAt = this.clock.read();
    this.stir();
  }

  stir(): void {
    this.stirredAt = this.clock.read();
  }

  release(): void {
    this.releases.push(this.clock.read().monotonic);
    this.wishes.clear();
    this.isOpen = false;
  }

  /** Another key is in force at once. */
  rotate(): void {
    this.trouble();
    this.ring.rotate(0);
  }

  /** From now on its key cannot be read as it should. Returns what ends that. */
  breakResolve(fault: KeyFault, forMs: number): () => void {
    this.trouble(forMs);
    const ends = [this.keys.breakWith(fault), this.register.breakWith(fault)];
    return () => ends.forEach((end) => end());
  }

  sent(exchange: Exchange): void {
    if (exchange.to === 'token') this.exchanges.add(exchange);
    this.starts.push(exchange.sentAt.monotonic);
  }

  ended(exchange: Exchange): void {
    const { to, outcome, sentAt } = exchange;
    this.exchanges.delete(exchange);
    const isGood =
      outcome?.kind === 'answered' && (to === 'token' ? outcome.grant !== undefined : outcome.status === 200);
    const tookMs = this.clock.read().monotonic - sentAt.monotonic;
    if (!isGood || tookMs > SLOWEST_MS) this.trouble();
    if (answeredStatus(exchange) === 401) this.wasRejected();
  }

  /** Something has happened to its token. */
  told(event: TokenEvent): void {
    if (event.type === 'failed' || event.type === 'invalidated') this.trouble();
    if (event.type === 'failed') this.isFailing = true;
    if (event.type === 'refreshed') this.isFailing = false;
    if (!('reason' in event && event.reason === 'schedule') && event.type !== 'expired') this.stir();
    if (event.type === 'invalidated') this.wasRejected();
  }

  trouble(forMs = 0): void {
    const now = this.clock.read().monotonic;
    this.troubleAt = Math.max(this.troubleAt, now);
    this.troubledUntil = Math.max(this.troubledUntil, now + forMs);
  }

  private wasRejected(): void {
    this.rejectedAt = this.clock.read().monotonic;
  }
}
