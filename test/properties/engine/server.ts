import { type SimulatedClock, START } from './clock.js';
import type { Cut, Fault, RetryAfter } from './faults.js';
import { type Grant, type Habits, Issuer } from './issuer.js';

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

interface Spell {
  readonly fault: Fault;
  readonly until: number;
}

/** The endpoint that may reject every token. */
export const PAYOUTS = '/payouts';

/** A server, or what stands in for one. */
export interface Vendor {
  answerTokenRequest(authorization: string): Answer;
  answerCall(authorization: string, isForeign: boolean, path: string): Answer;
}

/** The vendor's side, which at times is not itself. */
export class Server implements Vendor {
  /** How many token requests it has received. */
  tokenRequests = 0;
  private readonly spells: { token?: Spell; api?: Spell } = {};
  /** Until then this path accepts no token. */
  private payoutsRejectUntil = -Infinity;

  readonly issuer: Issuer;

  constructor(
    private readonly clock: SimulatedClock,
    private readonly random: () => number,
    habits: Habits,
    /** Whether this Authorization presents an API key that is valid now. */
    private readonly isKey: (authorization: string) => boolean = () => true,
  ) {
    this.issuer = new Issuer(clock, random, habits);
  }

  /** From now on, for that long, the server behaves like that. */
  fault(of: 'token' | 'api', fault: Fault, forMs: number): void {
    this.spells[of] = { fault, until: this.clock.serverMs + forMs };
  }

  /** No faults any more, and ordinary lifetimes. */
  rest(): void {
    delete this.spells.token;
    delete this.spells.api;
    this.payoutsRejectUntil = -Infinity;
    this.issuer.rest();
  }

  /** From now on, for that long, one endpoint rejects every token. */
  rejectPayouts(forMs: number): void {
    this.payoutsRejectUntil = this.clock.serverMs + forMs;
  }

  answerTokenRequest(authorization: string): Answer {
    this.tokenRequests += 1;
    const afterMs = 1 + Math.floor(this.random() * 40);
    const fault = this.faultOf('token');
    // A careless server quotes what it was sent.
    if (fault !== undefined && !doesItsDuty(fault)) return this.faulty(fault, afterMs, authorization);
    if (!this.isKey(authorization))
      return { afterMs, status: 401, body: '{"error":"invalid_client"}', headers: {} };

    const grant = this.issuer.grant();
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
    const isRejecting = path === PAYOUTS && this.clock.serverMs < this.payoutsRejectUntil;
    const isAllowed =
      isForeign || (!isRejecting && this.issuer.isLive(authorization.replace(/^Bearer /, '')));
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
    return spell !== undefined && this.clock.serverMs < spell.until ? spell.fault : undefined;
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
    return new Date(START + this.clock.serverMs + value.inSeconds * 1_000).toUTCString();
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
