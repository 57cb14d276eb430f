import type { Observable } from 'rxjs';
import { AccountClosedError, type ClosingReason } from '../errors/account-closed.error.js';
import type { AccountIdentity } from '../errors/account-identity.js';
import type { Abortable } from '../timing/abort.js';
import type { Activity } from '../timing/activity.js';
import { draw } from '../timing/draw.js';
import { after, earlier, type Instant, isReached, now } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { isWorthWaiting, type Patience, Patient } from './patience.js';
import { errorOf } from './refresh-failure.js';
import type { RefreshTimer } from './refresh-timer.js';
import {
  choose,
  isNewsworthy,
  noteAcceptance,
  noteTrial,
  type RejectedCall,
  type Verdict,
} from './rejections.js';
import type { TokenAcquisition } from './token-acquisition.js';
import type { TokenAttempt } from './token-attempt.js';
import { TokenAttempts } from './token-attempts.js';
import type { RefreshReason, TokenEvent } from './token-events.js';
import type { TokenPolicy } from './token-policy.js';
import type { TokenReporter } from './token-reporter.js';
import { snapshotOf, type TokenSnapshot } from './token-snapshot.js';
import {
  type AttemptFacts,
  decide,
  dueAt,
  failed,
  mayAttempt,
  NO_TOKEN,
  obtained,
  passed,
  rejected,
  renewalDueAt,
  type Step,
  type Terms,
  type TokenState,
  validToken,
  woken,
} from './token-state.js';

/** What a `TokenKeeper` works with. */
export interface TokenKeeperParts {
  readonly identity: AccountIdentity;
  readonly acquisition: TokenAcquisition;
  readonly timer: RefreshTimer;
  readonly reporter: TokenReporter;
  readonly policy: TokenPolicy;
  /** What uses the account tells. */
  readonly activity: Activity;
  /** How long callers without a token wait, and for how many attempts that failed quickly. */
  readonly patience: Patience;
  /** Unused for that many milliseconds, the token is not renewed until its next use; undefined for never. */
  readonly sleepAfterMs?: number;
}

/** Carries out what `token-state.ts` decides: makes the attempts, sets the timer, tells the news. It decides nothing. */
export class TokenKeeper {
  // Private fields, so that no print of this object shows the token.
  readonly #parts: TokenKeeperParts;
  readonly #attempts: TokenAttempts;
  #state: TokenState = NO_TOKEN;
  /** Callers who wait for the next attempt. */
  readonly #patient = new Patient();
  #isAsleep = false;
  /** Whether the application is closing, so that nothing is renewed unless a caller needs it. */
  #isStopped = false;
  #closed?: ClosingReason;

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
    this.#attempts = new TokenAttempts(
      parts,
      () => this.#state,
      (...ended) => this.#ended(...ended),
    );
  }

  get events$(): Observable<TokenEvent> {
    return this.#parts.reporter.events$;
  }

  snapshot(): TokenSnapshot {
    const subject = {
      identity: this.#identity,
      state: this.#state,
      isAsleep: this.#isAsleep,
      isRefreshing: this.#attempts.isUnderWay,
      isClosed: this.#closed !== undefined,
    };
    return snapshotOf(subject, now());
  }

  /**
   * The token to send at this moment, renewed behind the caller's back if that is due; undefined if the caller
   * has to wait with `ready()`.
   *
   * @param mayTry whether it may be a token on trial, because the call can be sent again
   */
  current(mayTry = false): AccessToken | undefined {
    if (this.#closed) return undefined;
    const at = now();
    this.#use(at);
    const decision = decide(this.#state, at);
    const isDue = decision === 'serve-and-renew' && !this.#isStopped;
    if (isDue && !this.#attempts.isUnderWay) this.#attempts.start('schedule');
    return decision === 'serve' || decision === 'serve-and-renew'
      ? choose(this.#state, mayTry, at)
      : undefined;
  }

  /** The token that can be sent at this very moment, for a caller who has waited already. */
  valid(mayTry = false): AccessToken | undefined {
    const at = now();
    return validToken(this.#state, at) && choose(this.#state, mayTry, at);
  }

  /**
   * Waits for a token that can be sent.
   *
   * @throws TokenUnavailableError, AccountClosedError, or the signal's reason
   */
  ready(signal?: Abortable, leftMs?: number): Promise<AccessToken> {
    const { patience } = this.#parts;
    return this.#readyWithin(leftMs ?? patience.ms, patience, signal);
  }

  #readyWithin(ms: number, patience: Patience, signal?: Abortable): Promise<AccessToken> {
    const wasStopped = this.#isStopped;
    const endsAt = after(now(), ms);
    return this.#inUse(async () => {
      for (let failures = 0; ;) {
        this.#refuseIfClosed(wasStopped);
        const before = this.#state.generation;
        const token = this.current();
        if (token !== undefined) return token;
        const { failure } = this.#state;
        await this.#attempts.shared('demand', now())?.join(signal);
        // An endpoint may be so slow that its tokens arrive near their expiry; a caller who waited may use them.
        const fresh = this.valid();
        if (this.#state.generation > before && fresh !== undefined) return fresh;
        // A new failure is looked into first: another process may have been luckier, or there may be another key.
        if (failure === undefined || this.#state.failure !== failure) continue;
        failures += 1;
        if (!isWorthWaiting(failure, failures, patience, endsAt)) throw errorOf(failure);
        await this.#patient.wait(failure, signal);
      }
    });
  }

  /** Obtains a new token now, or joins the token request that is under way. */
  async renew(): Promise<void> {
    this.#refuseIfClosed();
    this.#use(now());
    const before = this.#state.generation;
    const wasStopped = this.#isStopped;
    await this.#inUse(async () => {
      while (this.#state.generation === before) {
        this.#refuseIfClosed(wasStopped);
        await this.#attempts.shared('requested', now())?.join();
        const { failure } = this.#state;
        if (failure !== undefined) throw errorOf(failure);
      }
    });
  }

  /** Waits for a first token through whatever passes by itself. */
  require(): Promise<AccessToken> {
    const { ms } = this.#parts.patience;
    return this.#readyWithin(ms, { ms, failures: Infinity, isForAnyOutage: true });
  }

  /** Obtains a first token for nobody in particular: the process need not live on for it. */
  warmUp(): void {
    const at = now();
    if (this.#closed || this.#isStopped || validToken(this.#state, at) !== undefined) return;
    this.#take({ state: this.#state }, at, 'demand');
    this.#attempts.keep();
  }

  /** The token is about to be sent. */
  sending(token: AccessToken): void {
    if (this.#state.trialAt === undefined || token !== this.#state.token) return;
    const at = now();
    this.#take({ state: noteTrial(this.#state, at) }, at);
  }

  /** The API gave another answer than a rejection. */
  accepted({ value }: AccessToken, endpoint: () => string): void {
    if (!isNewsworthy(this.#state, value) || this.#closed) return;
    const at = now();
    this.#take({ state: noteAcceptance(this.#state, value, endpoint(), at) }, at);
  }

  /** Deals with a token that was rejected by the API, or, without a call, by somebody who has seen that happen. */
  rejected(value: string, call?: RejectedCall): Verdict {
    const at = now();
    if (this.#closed) return 'answer';
    const step = rejected(this.#state, value, call, this.#attempts.isUnderWay, at);
    for (const token of step.dead) this.#parts.acquisition.discard(token);
    if (step.isWanted) this.#use(at);
    this.#take(step, at, step.isWanted ? 'invalidated' : undefined);
    return step.verdict;
  }

  /**
   * Ends the token request that is under way, turns away who waits for it, and renews nothing by itself any more. Later
   * callers are still served.
   */
  stop(): void {
    this.#isStopped = true;
    this.#parts.timer.disarm();
    this.#attempts.abort('the application is shutting down');
    this.#patient.wake();
  }

  /** Ends what is under way, turns waiting callers away and arms nothing any more. Twice is fine. */
  close(reason: ClosingReason = 'shutdown'): void {
    if (this.#closed) return;
    this.#closed = reason;
    this.#parts.timer.disarm();
    this.#attempts.abort('the account was closed');
    this.#state = { ...NO_TOKEN, generation: this.#state.generation };
    this.#patient.wake();
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
    this.#take({ state: woken(this.#state, at) }, at);
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

  /** An attempt has ended. */
  #ended(attempt: TokenAttempt | undefined, facts: AttemptFacts, at: Instant): void {
    if (this.#closed) return;
    const terms: Terms = { policy: this.#parts.policy, identity: this.#identity, random: draw() };
    if (attempt === undefined) this.#take({ state: this.#state }, at);
    else if (attempt.failure) this.#take(failed(this.#state, attempt.failure, facts, at, terms), at);
    else this.#take(obtained(this.#state, attempt, facts, at, terms), at);
  }

  /**
   * The only place that sets the state, tells the news and arms the timer.
   *
   * @param wanted why another token is to be asked for, unless it is too early for that
   */
  #take(step: Step, at: Instant, wanted?: RefreshReason): void {
    const { reporter } = this.#parts;
    const isOther = step.state.token !== this.#state.token || step.state.failure !== this.#state.failure;
    this.#state = step.state;
    if (wanted !== undefined) this.#ask(wanted, at);
    if (step.news !== undefined) reporter.report(step.news, step.kind);
    if (isOther) this.#patient.wake();
    this.#arm(at);
  }

  #ask(reason: RefreshReason, at: Instant): void {
    if (this.#attempts.isUnderWay) this.#attempts.keep();
    else if (mayAttempt(this.#state, at)) this.#attempts.start(reason);
  }

  /** Sets the timer for whatever comes next, unless an attempt is under way: the timer is set when that has ended. */
  #arm(at: Instant): void {
    const { timer, activity, sleepAfterMs, reporter } = this.#parts;
    if (this.#isStopped || this.#closed || this.#attempts.isUnderWay) return;
    if (sleepAfterMs !== undefined && activity.isIdle(sleepAfterMs, at)) {
      this.#isAsleep = true;
      timer.disarm();
      return;
    }
    this.#noticeExpiry(at);
    const next = dueAt(this.#state);
    if (next === undefined) return timer.disarm();
    const due = sleepAfterMs === undefined ? next : earlier(next, activity.idleAt(sleepAfterMs, at));
    try {
      timer.arm(due, () => this.#onDue());
    } catch (error) {
      // Timers may be stand-ins. The next caller finds what is due.
      reporter.broken(error);
    }
  }

  #onDue(): void {
    const at = now();
    const { activity, sleepAfterMs } = this.#parts;
    const isIdle = sleepAfterMs !== undefined && activity.isIdle(sleepAfterMs, at);
    const renewalAt = renewalDueAt(this.#state);
    const isDue = renewalAt !== undefined && isReached(renewalAt, at);
    if (isDue && !isIdle && !this.#attempts.isUnderWay) this.#attempts.start('schedule');
    this.#noticeExpiry(at);
    this.#arm(at);
  }

  #noticeExpiry(at: Instant): void {
    const { state, news } = passed(this.#state, at);
    this.#state = state;
    if (news !== undefined) this.#parts.reporter.report(news);
  }
}
