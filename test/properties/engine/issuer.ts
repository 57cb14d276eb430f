import type { SimulatedClock } from './clock.js';
import { type Lifetime, RESTFUL } from './lifetimes.js';

/** Every token begins with it, so that a leak is found wherever it is. */
export const TOKEN_MARK = 'sim-live-';

/** A token as it was handed out. */
export interface Grant {
  readonly token: string;
  readonly lifetime: Lifetime;
}

interface Issued extends Grant {
  readonly givenAt: number;
  /** By the server's clock. */
  readonly endsAt: number;
  /** Until then it was said to live, and is given out again. */
  readonly saidEndsAt: number;
  isRevoked: boolean;
}

/** Which tokens the API accepts. */
export interface Acceptance {
  /** A new token is known to it only this many milliseconds later. */
  readonly lateMs: number;
  /** Each token ends the one before it. */
  readonly isOfNewestOnly: boolean;
}

/** What a vendor's tokens are like. */
export interface Habits {
  /** Of the tokens, in turn. */
  readonly lifetimes: readonly Lifetime[];
  /** Whether it hands out the token it issued before for as long as that one lives. */
  readonly reissues?: boolean;
  /** All that live, at once, unless given. */
  readonly acceptance?: Acceptance;
}

/** Issues tokens, and knows which ones live. */
export class Issuer {
  /** The lifetime last named, in milliseconds as a client reads it. */
  lastLifetimeMs = 60_000;
  private readonly issued: Issued[] = [];

  constructor(
    private readonly clock: SimulatedClock,
    private readonly random: () => number,
    private habits: Habits,
  ) {}

  /** Ordinary lifetimes from now on. */
  rest(): void {
    this.habits = { ...this.habits, lifetimes: [RESTFUL], acceptance: undefined };
  }

  /** Each token request yields a new token from now on. */
  reissueNoMore(): void {
    this.habits = { ...this.habits, reissues: false };
  }

  /** Somebody else takes a token of the same key. */
  takeToken(): void {
    const { lastLifetimeMs } = this;
    this.grant();
    this.lastLifetimeMs = lastLifetimeMs;
  }

  revokeAll(): void {
    for (const one of this.issued) one.isRevoked = true;
  }

  /** The first token that was issued, if any. */
  get earliest(): string | undefined {
    return this.issued[0]?.token;
  }

  hasIssued(token: string): boolean {
    return this.issued.some((one) => one.token === token);
  }

  grant(): Grant {
    const { lifetimes, reissues, acceptance } = this.habits;
    const now = this.clock.serverMs;
    const last = this.issued.at(-1);
    const leftMs = last === undefined ? 0 : Math.min(last.endsAt, last.saidEndsAt) - now;
    if (reissues && last !== undefined && !last.isRevoked && leftMs >= 2_000) {
      const seconds = Math.floor(leftMs / 1_000);
      const isHonest = last.lifetime.readAsSeconds === last.lifetime.livesSeconds;
      const lifetime = isHonest
        ? { says: seconds, readAsSeconds: seconds, livesSeconds: seconds }
        : last.lifetime;
      return this.handOut({ token: last.token, lifetime });
    }
    const lifetime = lifetimes[this.issued.length % lifetimes.length];
    if (lifetime === undefined) throw new Error('a server needs lifetimes');
    const mark = Math.floor(this.random() * 2 ** 32).toString(36);
    const token = `${TOKEN_MARK}${this.issued.length + 1}-${mark}`;
    const endsAt = now + lifetime.livesSeconds * 1_000;
    const saidEndsAt = now + lifetime.readAsSeconds * 1_000;
    if (acceptance?.isOfNewestOnly) this.revokeAll();
    this.issued.push({ token, lifetime, givenAt: now, endsAt, saidEndsAt, isRevoked: false });
    return this.handOut({ token, lifetime });
  }

  isLive(token: string): boolean {
    const issued = this.issued.find((one) => one.token === token);
    const now = this.clock.serverMs;
    const lateMs = this.habits.acceptance?.lateMs ?? 0;
    if (issued === undefined || now < issued.givenAt + lateMs) return false;
    return !issued.isRevoked && now < issued.endsAt;
  }

  private handOut(grant: Grant): Grant {
    this.lastLifetimeMs = grant.lifetime.readAsSeconds * 1_000;
    return grant;
  }
}
