import { START } from './clock.js';
import type { Cut, Fault, RetryAfter } from './faults.js';
import { type Lifetime, RESTFUL } from './lifetimes.js';

/** Every token begins with it, so that a leak is found wherever it is. */
export const TOKEN_MARK = 'sim-live-';

/** A token as it was handed out. */
export interface Grant {
  readonly token: string;
  readonly lifetime: Lifetime;
}

/** How a server answers; it is silent if there is no status, or breaks the connection with a code. */
export interface Answer {
  readonly afterMs: number;
  readonly status?: number;
  readonly code?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly grant?: Grant;
  /** The body breaks off. */
  readonly cut?: Cut;
}

interface Issued extends Grant {
  readonly givenAt: number;
  /** By the server's clock. */
  readonly endsAt: number;
  /** Until then it was said to live, and is given out again. */
  readonly saidEndsAt: number;
  isRevoked: boolean;
}

interface Spell {
  readonly fault: Fault;
  readonly until: number;
}

/** Which tokens the API accepts. */
export interface Acceptance {
  /** A new token is known to it only so many milliseconds later. */
  readonly lateMs: number;
  /** Each token ends the one before it. */
  readonly isOfNewestOnly: boolean;
}

const ACCEPTS_ALL: Acceptance = { lateMs: 0, isOfNewestOnly: false };

/** The endpoint that may reject every token. */
export const PAYOUTS = '/payouts';

/** Whoever answers requests. */
export interface Vendor {
  answerTokenRequest(authorization: string): Answer;
  answerCall(authorization: string, isForeign: boolean, path: string): Answer;
}

/** The vendor's side: issues tokens, knows which ones live, and is at times not itself. */
export class Server implements Vendor {
  /** The lifetime last named, in milliseconds as a client reads it. */
  lastLifetimeMs = 60_000;
  /** How many token requests it has received. */
  tokenRequests = 0;
  private readonly issued: Issued[] = [];
  private readonly spells: { token?: Spell; api?: Spell } = {};
  private isRestful = false;
  /** Until then this path accepts no token. */
  private payoutsRejectUntil = -Infinity;

  constructor(
    private readonly clockMs: () => number,
    private readonly random: () => number,
    private readonly lifetimes: readonly Lifetime[],
    private reissues: boolean,
    /** Whether this Authorization presents an API key that is valid now. */
    private readonly isKey: (authorization: string) => boolean = () => true,
    private acceptance: Acceptance = ACCEPTS_ALL,
  ) {}

  /** From now on, for that long, the server behaves like that. */
  fault(of: 'token' | 'api', fault: Fault, forMs: number): void {
    this.spells[of] = { fault, until: this.clockMs() + forMs };
  }

  /** No faults any more, and ordinary lifetimes. */
  rest(): void {
    delete this.spells.token;
    delete this.spells.api;
    this.isRestful = true;
    this.payoutsRejectUntil = -Infinity;
    this.acceptance = ACCEPTS_ALL;
  }

  /** From now on, for that long, one endpoint rejects every token. */
  rejectPayouts(forMs: number): void {
    this.payoutsRejectUntil = this.clockMs() + forMs;
  }

  /** Each token request yields a new token from now on. */
  reissueNoMore(): void {
    this.reissues = false;
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

  answerTokenRequest(authorization: string): Answer {
    this.tokenRequests += 1;
    const afterMs = 1 + Math.floor(this.random() * 40);
    const fault = this.faultOf('token');
    // A careless server quotes what it was sent.
    if (fault !== undefined && !doesItsDuty(fault)) return this.faulty(fault, afterMs, authorization);
    if (!this.isKey(authorization)) {
      return { afterMs, status: 401, body: '{"error":"invalid_client"}', headers: {} };
    }
    const grant = this.grant();
    const { says } = grant.lifetime;
    const body = JSON.stringify({
      access_token: grant.token,
      ...(this.random() < 0.9 && { token_type: this.random() < 0.5 ? 'Bearer' : 'bearer' }),
      ...(says !== undefined && { expires_in: says }),
    });
    // Of a token that does not arrive nobody but the server knows.
    if (fault?.kind === 'cut') return cutOff({ afterMs, status: 200, body, headers: {} }, fault.by);
    return { afterMs: afterMs + (fault?.ms ?? 0), status: 200, body, headers: {}, grant };
  }

  answerCall(authorization: string, isForeign: boolean, path: string): Answer {
    const afterMs = 1 + Math.floor(this.random() * 60);
    const fault = this.faultOf('api');
    if (fault !== undefined && !doesItsDuty(fault)) return this.faulty(fault, afterMs, '');
    const isRejecting = path === PAYOUTS && this.clockMs() < this.payoutsRejectUntil;
    const isAllowed = isForeign || (!isRejecting && this.isLive(authorization.replace(/^Bearer /, '')));
    const answer = {
      afterMs: afterMs + (fault?.kind === 'slow' ? fault.ms : 0),
      status: isAllowed ? 200 : 401,
      body: '{"id":"inv_1"}',
      headers: { 'content-type': 'application/json' },
    };
    return fault?.kind === 'cut' ? cutOff(answer, fault.by) : answer;
  }

  private faultOf(of: 'token' | 'api'): Fault | undefined {
    const spell = this.spells[of];
    return spell !== undefined && this.clockMs() < spell.until ? spell.fault : undefined;
  }

  private faulty(fault: Exclude<Fault, Dutiful>, afterMs: number, quotes: string): Answer {
    if (fault.kind === 'silence') return { afterMs: Infinity };
    if (fault.kind === 'broken') return { afterMs, code: fault.code };
    const headers: Record<string, string> = {
      'x-quotes': quotes,
      location: 'https://elsewhere.test/oauth/token',
    };
    if (fault.retryAfter !== undefined) headers['retry-after'] = this.retryAfter(fault.retryAfter);
    return { afterMs, status: fault.status, body: fault.body, headers };
  }

  private retryAfter(value: RetryAfter): string {
    if (typeof value === 'string') return value;
    return new Date(START + this.clockMs() + value.inSeconds * 1_000).toUTCString();
  }

  private grant(): Grant {
    const last = this.issued.at(-1);
    const leftMs = last === undefined ? 0 : Math.min(last.endsAt, last.saidEndsAt) - this.clockMs();
    if (this.reissues && last !== undefined && !last.isRevoked && leftMs >= 2_000) {
      const seconds = Math.floor(leftMs / 1_000);
      const isHonest = last.lifetime.readAsSeconds === last.lifetime.livesSeconds;
      const lifetime = isHonest
        ? { says: seconds, readAsSeconds: seconds, livesSeconds: seconds }
        : last.lifetime;
      return this.handOut({ token: last.token, lifetime });
    }
    const lifetime = this.isRestful ? RESTFUL : this.lifetimes[this.issued.length % this.lifetimes.length];
    if (lifetime === undefined) throw new Error('a server needs lifetimes');
    const mark = Math.floor(this.random() * 2 ** 32).toString(36);
    const token = `${TOKEN_MARK}${this.issued.length + 1}-${mark}`;
    const endsAt = this.clockMs() + lifetime.livesSeconds * 1_000;
    const saidEndsAt = this.clockMs() + lifetime.readAsSeconds * 1_000;
    if (this.acceptance.isOfNewestOnly) this.revokeAll();
    this.issued.push({ token, lifetime, givenAt: this.clockMs(), endsAt, saidEndsAt, isRevoked: false });
    return this.handOut({ token, lifetime });
  }

  private handOut(grant: Grant): Grant {
    this.lastLifetimeMs = grant.lifetime.readAsSeconds * 1_000;
    return grant;
  }

  private isLive(token: string): boolean {
    const issued = this.issued.find((one) => one.token === token);
    if (issued === undefined || this.clockMs() < issued.givenAt + this.acceptance.lateMs) return false;
    return !issued.isRevoked && this.clockMs() < issued.endsAt;
  }
}

/** Faults of a server that acts all the same. */
type Dutiful = Extract<Fault, { kind: 'slow' | 'cut' }>;

function doesItsDuty(fault: Fault): fault is Dutiful {
  return fault.kind === 'slow' || fault.kind === 'cut';
}

/** Half of the body arrives. */
function cutOff(answer: Answer, cut: Cut): Answer {
  const { body = '' } = answer;
  return { ...answer, body: body.slice(0, body.length / 2), cut };
}
