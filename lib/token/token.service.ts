import type { Observable } from 'rxjs';
import { AccountClosedError, type ClosingReason } from '../errors/account-closed.error.js';
import type { AccountIdentity } from '../errors/account-identity.js';
import { textOf } from '../errors/text-of.js';
import type { Abortable } from '../timing/abort.js';
import type { Activity } from '../timing/activity.js';
import { after, earlier, type Instant, isReached, now, remainingMs, toDate } from '../timing/instant.js';
import { type AccessToken, layOut } from './access-token.js';
import { attemptTimeoutMs } from './attempt-timing.js';
import { type RefreshFailure, remember } from './refresh-failure.js';
import type { RefreshTimer } from './refresh-timer.js';
import { countRejection, type Rejections } from './rejections.js';
import type { TokenAcquisition } from './token-acquisition.js';
import type { ObtainedToken } from './obtained-token.js';
import type { TokenAttempt } from './token-attempt.js';
import { decide, nextRefreshAt, type TokenState, validToken } from './token-decision.js';
import type { RefreshReason, TokenEvent } from './token-events.js';
import type { TokenFailure } from './token-failure.js';
import { TokenFlight } from './token-flight.js';
import type { TokenPolicy } from './token-policy.js';
import type { TokenReporter } from './token-reporter.js';
import { snapshotOf, type TokenSnapshot } from './token-snapshot.js';

/** What a `TokenService` works with. */
export interface TokenServiceParts {
  readonly identity: AccountIdentity;
  readonly acquisition: TokenAcquisition;
  readonly timer: RefreshTimer;
  readonly reporter: TokenReporter;
  readonly policy: TokenPolicy;
  /** What uses the account tells. */
  readonly activity: Activity;
  /** Unused for so many milliseconds, the token is not renewed until its next use; undefined for never. */
  readonly sleepAfterMs?: number;
}

/**
 * Keeps one account's access token: obtains it once however many callers ask, renews it in the background
 * before it expires, and goes on trying for as long as the account is open.
 *
 * The module's `HttpService` uses it by itself. Inject it to look at the token's state, to hand the token
 * to another client, or to force a renewal.
 *
 * @example
 * constructor(private readonly tokens: TokenService) {}
 * health() { return this.tokens.snapshot(); }
 */
export class TokenService {
  // Private fields, so that no print of this object shows the token.
  readonly #parts: TokenServiceParts;
  #state: TokenState = {};
  #flight?: TokenFlight;
  #generation = 0;
  /** Generation of the last token whose expiry was reported. */
  #expired = 0;
  #rejections?: Rejections;
  /** When it was last looked whether there is news that end a failure. */
  #probedAt?: Instant;
  #isAsleep = false;
  /** Whether the application is closing, so that nothing is renewed unless a caller needs it. */
  #isStopped = false;
  #closed?: ClosingReason;

  /** Made by the module, which hands it out by injection. */
  constructor(parts: TokenServiceParts) {
    this.#parts = parts;
  }

  /** What happens to the token: refreshed, failed, invalidated, expired. Completes when the account closes. */
  get events$(): Observable<TokenEvent> {
    return this.#parts.reporter.events$;
  }

  /**
   * The access token, valid at this moment. Comes at once while one is held; waits for the token request
   * otherwise, which all callers share.
   *
   * @param options.signal gives up waiting; the shared request goes on for the others
   * @throws TokenUnavailableError one of its kinds, if no token can be had
   * @throws AccountClosedError after the application has shut down
   */
  async getToken(options: { signal?: AbortSignal } = {}): Promise<string> {
    return (this.current() ?? (await this.ready(options.signal))).value;
  }

  /**
   * Obtains a new token now, or joins the token request that is under way. While attempts are failing it
   * keeps to the pause between them, so that no button can hammer the token endpoint.
   *
   * @throws TokenUnavailableError if the attempt fails, or the pause after the last failure is not over
   * @throws AccountClosedError after the application has shut down
   */
  async refresh(): Promise<void> {
    this.#refuseIfClosed();
    this.#use(now());
    const before = this.#generation;
    const wasStopped = this.#isStopped;
    await this.#inUse(async () => {
      while (this.#generation === before) {
        this.#refuseIfClosed(wasStopped);
        await this.#flightFor('requested').join();
        const { failure } = this.#state;
        if (failure !== undefined) throw failure.error;
      }
    });
  }

  /**
   * Drops the given token, because somebody has seen it rejected, and obtains another. Does nothing if it is
   * not the token now held, since news of an old token must not cost the new one; nor within a pause after the
   * last time, which doubles from a second to a minute, since an API that rejects every token must not cost a
   * token request per call.
   */
  invalidate(token: string): void {
    this.reject(token);
  }

  /** The state of the token at this moment. No I/O; no secret in it. */
  snapshot(): TokenSnapshot {
    const subject = {
      identity: this.#identity,
      ...this.#state,
      isAsleep: this.#isAsleep,
      isRefreshing: this.#flight !== undefined,
      isClosed: this.#closed !== undefined,
    };
    return snapshotOf(subject, now());
  }

  /**
   * The token to send at this moment, renewed behind the caller's back if that is due; undefined if the caller
   * has to wait with `ready()`.
   *
   * @internal
   */
  current(): AccessToken | undefined {
    if (this.#closed) return undefined;
    const at = now();
    this.#use(at);
    const decision = decide(this.#state, at);
    const isDue = decision.action === 'serve-and-refresh' && !this.#isStopped;
    if (isDue && this.#flight === undefined) this.#start('schedule');
    return decision.action === 'serve' || decision.action === 'serve-and-refresh'
      ? decision.token
      : undefined;
  }

  /**
   * Waits for a token that can be sent.
   *
   * @internal
   */
  ready(signal?: Abortable): Promise<AccessToken> {
    const wasStopped = this.#isStopped;
    return this.#inUse(async () => {
      for (;;) {
        this.#refuseIfClosed(wasStopped);
        const before = this.#generation;
        const token = this.current();
        if (token !== undefined) return token;
        const { failure } = this.#state;
        await this.#flightFor('demand').join(signal);
        // An endpoint may be so slow that its tokens arrive near their expiry; whoever waited may use them.
        const fresh = this.valid();
        if (this.#generation > before && fresh !== undefined) return fresh;
        // There was no news of it. One look is enough, or callers would wait for look after look.
        if (failure !== undefined && this.#state.failure === failure) throw failure.error;
      }
    });
  }

  /**
   * The token held, if it can be sent at this very moment, for a caller who has waited already.
   *
   * @internal
   */
  valid(): AccessToken | undefined {
    return validToken(this.#state, now());
  }

  /**
   * Like `invalidate()`.
   *
   * @returns whether there is, or soon will be, another token than this one
   *
   * @internal
   */
  reject(token: string): boolean {
    const held = this.#state.token;
    if (held?.value !== token) return true;
    const at = now();
    const rejections = countRejection(
      this.#rejections,
      at,
      this.#parts.policy.transientBackoff,
      Math.random(),
    );
    if (rejections === undefined) return false;
    this.#rejections = rejections;
    this.#use(at);
    this.#parts.acquisition.discard(token);
    this.#state = { failure: this.#state.failure };
    this.#renew('invalidated', at);
    this.#parts.reporter.report({
      type: 'invalidated',
      generation: held.generation,
      secondsToExpiry: secondsTo(held, at),
    });
    return true;
  }

  /**
   * Ends the token request that is under way, turns away who waits for it, and renews nothing by itself any more. Later
   * callers are still served.
   *
   * @internal
   */
  stop(): void {
    this.#isStopped = true;
    this.#parts.timer.disarm();
    this.#flight?.abort('the application is shutting down');
  }

  /**
   * Ends what is under way, turns waiting callers away and arms nothing any more. Twice is fine.
   *
   * @internal
   */
  close(reason: ClosingReason = 'shutdown'): void {
    if (this.#closed) return;
    this.#closed = reason;
    this.#parts.timer.disarm();
    this.#flight?.abort('the account was closed');
    this.#state = {};
    this.#parts.reporter.close();
  }

  /** @param wasStopped false for a caller who has waited since before the application began to close */
  #refuseIfClosed(wasStopped = true): void {
    const reason = this.#closed ?? (this.#isStopped && !wasStopped ? 'shutdown' : undefined);
    if (reason) throw new AccountClosedError(this.#parts.identity.account, reason);
  }

  get #identity(): AccountIdentity {
    const { identity, acquisition } = this.#parts;
    return { ...identity, clientId: acquisition.clientId || identity.clientId };
  }

  /** Notes that the token is used; a sleeping account wakes up. */
  #use(at: Instant): void {
    this.#parts.activity.touch(at);
    if (!this.#isAsleep) return;
    this.#isAsleep = false;
    // What expired while nobody needed it is no news to anybody.
    this.#state = { token: validToken(this.#state, at), failure: this.#state.failure };
    this.#arm(at);
  }

  async #inUse<T>(run: () => Promise<T>): Promise<T> {
    const { activity } = this.#parts;
    activity.begin();
    try {
      return await run();
    } finally {
      activity.end();
    }
  }

  /** @throws TokenUnavailableError if no attempt may be made yet, and there is no sign of anything new */
  #flightFor(reason: RefreshReason): TokenFlight {
    const { failure } = this.#state;
    const at = now();
    if (this.#flight !== undefined) return this.#flight;
    if (failure === undefined || isReached(failure.nextAttemptAt, at)) return this.#start(reason);
    if (!this.#mayLookForNews(failure, at)) throw failure.error;
    return this.#start(reason, failure);
  }

  #mayLookForNews(failure: RefreshFailure, at: Instant): boolean {
    const { acquisition, policy } = this.#parts;
    const isTooSoon = this.#probedAt !== undefined && !isReached(after(this.#probedAt, policy.probeMs), at);
    return !isTooSoon && acquisition.mayHaveNews(failure);
  }

  /** @param failure of which the pause is not over, so that only news may end it */
  #start(reason: RefreshReason, failure?: RefreshFailure): TokenFlight {
    this.#parts.timer.disarm();
    const run = (signal: AbortSignal): Promise<void> => this.#attempt(reason, signal, failure);
    return (this.#flight = new TokenFlight(run, reason === 'demand'));
  }

  async #attempt(reason: RefreshReason, signal: AbortSignal, failure?: RefreshFailure): Promise<void> {
    const { acquisition, policy } = this.#parts;
    const startedAt = now();
    const held = validToken(this.#state, startedAt);
    const timeoutMs = attemptTimeoutMs(held, startedAt, policy);
    const request = { reason, held, timeoutMs, signal, mayTryTwice: this.#state.failure === undefined };
    const making: Promise<TokenAttempt | undefined> =
      failure === undefined ? acquisition.attempt(request) : acquisition.lookForNews(request, failure);
    // It never rejects; but if it ever did, the account would be dead.
    const attempt = await making.catch((error: unknown): TokenAttempt => ({
      failure: { kind: 'transient', reason: textOf(error) },
    }));
    this.#flight = undefined;
    if (this.#closed) return;
    const at = now();
    if (failure !== undefined) this.#probedAt = at;
    const durationMs = at.monotonicMs - startedAt.monotonicMs;
    if (attempt?.response) this.#adopt(attempt, { reason, durationMs }, at);
    else if (attempt?.failure && !signal.aborted) this.#fail(attempt.failure, { reason, durationMs }, at);
    this.#arm(at);
  }

  #adopt(obtained: ObtainedToken, facts: AttemptFacts, at: Instant): void {
    const token = layOut(obtained, this.#generation + 1, this.#parts.policy, Math.random());
    // By the monotonic clock alone: a wall clock that was set meanwhile says nothing about the way here.
    if (at.monotonicMs >= token.expiresAt.monotonicMs) {
      const reason = `it was valid for ${token.lifetime.seconds} s and expired on its way here`;
      return this.#fail({ kind: 'transient', reason }, facts, at);
    }
    this.#generation = token.generation;
    this.#state = { token };
    this.#parts.reporter.report({
      type: 'refreshed',
      generation: token.generation,
      source: obtained.source,
      secondsToExpiry: secondsTo(token, at),
      ...facts,
    });
  }

  #fail(failure: TokenFailure, facts: AttemptFacts, at: Instant): void {
    const { policy } = this.#parts;
    const held = validToken(this.#state, at);
    const remembered = remember(
      failure,
      this.#state.failure,
      held,
      at,
      policy,
      Math.random(),
      this.#identity,
    );
    this.#state = { token: this.#state.token, failure: remembered };
    const { error, kind } = remembered;
    const { code, message } = error;
    const nextAttemptAt = toDate(remembered.nextAttemptAt, at);
    const secondsToExpiry = held ? secondsTo(held, at) : 0;
    const generation = held?.generation ?? 0;
    this.#parts.reporter.report(
      { type: 'failed', generation, secondsToExpiry, code, message, nextAttemptAt, ...facts },
      kind,
    );
  }

  /** Makes an attempt if one may be made, and otherwise waits for the instant when it may. */
  #renew(reason: RefreshReason, at: Instant): void {
    const { failure } = this.#state;
    if (this.#flight !== undefined) this.#flight.keep();
    else if (failure === undefined || isReached(failure.nextAttemptAt, at)) this.#start(reason);
    else this.#arm(at);
  }

  /** Sets the timer for whatever comes next: an attempt, or the expiry of a token that could not be renewed. */
  #arm(at: Instant): void {
    const { timer, activity, sleepAfterMs } = this.#parts;
    if (this.#isStopped) return;
    if (sleepAfterMs !== undefined && activity.isIdle(sleepAfterMs, at)) {
      this.#isAsleep = true;
      return;
    }
    this.#noticeExpiry(at);
    const { token } = this.#state;
    const refreshAt = nextRefreshAt(this.#state);
    if (refreshAt === undefined) return;
    const isExpiryToCome = token !== undefined && this.#expired < token.generation;
    // Not whichever is nearer now: once a clock is set, that may be the other one.
    const next = isExpiryToCome ? earlier(token.expiresAt, refreshAt) : refreshAt;
    const due = sleepAfterMs === undefined ? next : earlier(next, activity.idleAt(sleepAfterMs, at));
    timer.arm(due, () => this.#onDue());
  }

  #onDue(): void {
    const at = now();
    const { activity, sleepAfterMs } = this.#parts;
    const isIdle = sleepAfterMs !== undefined && activity.isIdle(sleepAfterMs, at);
    const refreshAt = nextRefreshAt(this.#state);
    if (this.#flight === undefined && !isIdle && refreshAt !== undefined && isReached(refreshAt, at))
      this.#start('schedule');
    if (this.#flight === undefined) this.#arm(at);
    else this.#noticeExpiry(at);
  }

  #noticeExpiry(at: Instant): void {
    const { token } = this.#state;
    if (token === undefined || this.#expired === token.generation || !isReached(token.expiresAt, at)) return;
    this.#expired = token.generation;
    this.#parts.reporter.report({ type: 'expired', generation: token.generation });
  }
}

interface AttemptFacts {
  readonly reason: RefreshReason;
  readonly durationMs: number;
}

function secondsTo(token: AccessToken, at: Instant): number {
  return Math.max(0, remainingMs(token.expiresAt, at)) / 1000;
}
