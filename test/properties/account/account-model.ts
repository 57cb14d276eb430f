import type { TokenEvent } from 'nestjs-alternative-payments';
import type { Reading } from '../engine/clock.js';
import type { Exchange } from '../engine/network.js';
import { type HeldToken, TokenModel } from '../engine/token-model.js';

/** What the account has to remember of a failure. */
interface Failure {
  readonly at: Reading;
  readonly isRefusal: boolean;
  /** In a row, of this sort. */
  readonly count: number;
  /** How far the pauses have grown: pauses cut short do not count, and whether one was is not always certain. */
  readonly step: { readonly least: number; readonly most: number };
  readonly isCutShort: 'no' | 'perhaps' | 'yes';
  /** Shortest and longest pause before the next attempt, in milliseconds. */
  readonly pause: { readonly least: number; readonly most: number };
}

/** One attempt to obtain a token: a request, and perhaps a second try. */
export interface TokenAttempt {
  readonly startedAt: Reading;
  /** What was held when it began. */
  readonly held?: HeldToken;
  readonly requests: Exchange[];
  /** Somebody left while the second try waited for its slot; whether it will come cannot be seen from here. */
  isInDoubt?: true;
}

const REFUSALS = new Set(['CREDENTIALS_REJECTED', 'TOKEN_ENDPOINT_MISCONFIGURED']);

/** What an honest account knows, told from the wire and from what it reports. It says what is due, and decides nothing. */
export class AccountModel extends TokenModel {
  failure?: Failure;
  /** The attempt under way. */
  attempt?: TokenAttempt;
  /** By then, on the monotonic clock, a token request has to be under way without anybody asking. */
  dueAt?: number;
  /** Closing ends an attempt that is under way, and makes another one only for a caller. */
  isClosing = false;

  tokenRequestSent(exchange: Exchange): void {
    if (this.unfinished !== undefined) this.unfinished.requests.push(exchange);
    else this.attempt = { startedAt: exchange.sentAt, held: this.good, requests: [exchange] };
  }

  note(event: TokenEvent): void {
    const at = this.read();
    switch (event.type) {
      case 'refreshed':
        this.adopt(at);
        break;
      case 'failed':
        this.fail(event.code, at);
        break;
      case 'invalidated':
        this.held = undefined;
        this.succession.dropped();
        this.dueAt = this.dueAfterFailure() ?? at.monotonic;
        break;
      case 'expired':
        break;
    }
  }

  /** Somebody has left: an attempt that ended at this moment without being reported was wanted by nobody any more. */
  concludeAbandoned(): void {
    const now = this.read().monotonic;
    const last = this.attempt?.requests.at(-1);
    if (this.attempt === undefined || last?.endedAt === undefined) return;
    if (last.endedAt.monotonic < now) {
      this.attempt.isInDoubt = true;
      return;
    }
    this.attempt = undefined;
    const due = this.dueAfterFailure() ?? this.dueOfHeld();
    this.dueAt = due === undefined ? undefined : Math.max(due, now);
  }

  /** The attempt that a token request would belong to, as its second try. */
  get unfinished(): TokenAttempt | undefined {
    const { attempt } = this;
    const wasEnded = this.isClosing && attempt?.requests.at(-1)?.outcome?.kind === 'aborted';
    return attempt?.isInDoubt || wasEnded ? undefined : attempt;
  }

  private adopt(at: Reading): void {
    const last = this.attempt?.requests.at(-1);
    this.attempt = undefined;
    this.failure = undefined;
    if (last?.outcome?.kind !== 'answered' || last.outcome.grant === undefined) return;
    const { token, lifetime } = last.outcome.grant;
    const tookMs = at.monotonic - last.sentAt.monotonic;
    const isAssumed = lifetime.readAsSeconds === 300 && lifetime.says !== 300;
    // 4.062 s are 4062.0000000000005 ms.
    const lifetimeMs = Math.round(lifetime.readAsSeconds * 1e6) / 1e3;
    const obtained = { token, requestedAt: last.sentAt, lifetimeMs, tookMs, isAssumed };
    const { held } = this;
    if (held?.token === token) {
      // It ends when it was first said to end.
      const saidMs = held.requestedAt.monotonic + held.lifetimeMs - at.monotonic;
      const leftMs = isAssumed || lifetime.says === undefined ? Infinity : this.leftMs(obtained) + 1_000;
      this.held = { ...held, requestedAt: at, lifetimeMs: Math.min(leftMs, saidMs), tookMs };
    } else {
      this.succession.follows(this.good, obtained);
      this.held = obtained;
    }
    this.dueAt = Math.max(this.dueOfHeld() ?? 0, at.monotonic);
  }

  private fail(code: string, at: Reading): void {
    const last = this.attempt?.requests.at(-1);
    this.attempt = undefined;
    const isRefusal = REFUSALS.has(code);
    const earlier = this.failure?.isRefusal === isRefusal ? this.failure : undefined;
    const count = (earlier?.count ?? 0) + 1;
    const step = {
      least: earlier === undefined ? 1 : earlier.step.least + (earlier.isCutShort === 'no' ? 1 : 0),
      most: earlier === undefined ? 1 : earlier.step.most + (earlier.isCutShort === 'yes' ? 0 : 1),
    };
    // A redirect gives no reason: the first pause is that of an outage.
    const isShort = (steps: number): boolean =>
      !isRefusal || (code === 'TOKEN_ENDPOINT_MISCONFIGURED' && steps === 1);
    const backoff = (steps: number): number =>
      Math.min(60_000, (isShort(steps) ? 1_000 : 5_000) * 2 ** (steps - 1));
    const uncut = {
      least: backoff(step.least) / (isShort(step.least) ? 2 : 1),
      most: backoff(step.most),
    };
    const cap = this.good === undefined ? Infinity : Math.max(200, this.leftMs(this.good) / 3);
    const asked = last?.outcome?.kind === 'answered' ? askedMs(last.outcome.retryAfter, at.wall) : 0;
    const pause = {
      least: Math.max(Math.min(uncut.least, cap), asked),
      most: Math.max(Math.min(uncut.most, cap), asked),
    };
    const longest = Math.max(cap, asked);
    const isCutShort = longest < uncut.least ? 'yes' : longest < uncut.most ? 'perhaps' : 'no';
    this.failure = { at, isRefusal, count, step, isCutShort, pause };
    this.dueAt = this.dueAfterFailure();
  }

  private dueAfterFailure(): number | undefined {
    return this.failure && this.failure.at.monotonic + this.failure.pause.most;
  }

  private dueOfHeld(): number | undefined {
    return this.held && this.held.requestedAt.monotonic + Math.max(200, 0.75 * this.held.lifetimeMs);
  }
}

/** What a `Retry-After` asks for: seconds or a date, believed up to ten minutes. */
function askedMs(header: string | undefined, wall: number): number {
  const text = header ?? '';
  const asked = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : text.endsWith('GMT')
      ? Date.parse(text) - wall
      : 0;
  return Math.min(600_000, Math.max(0, asked));
}
