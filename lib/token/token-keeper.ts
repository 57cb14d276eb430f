import type { Observable } from 'rxjs';
import { AccountClosedError } from '../errors/account-closed.error.js';
import type { Abortable } from '../timing/abort.js';
import { draw } from '../timing/draw.js';
import { type Instant, now } from '../timing/instant.js';
import { isNewsworthy } from './acceptances.js';
import type { AccessToken } from './access-token.js';
import type { RejectedCall, Verdict } from './rejections.js';
import { RenewalSchedule } from './renewal-schedule.js';
import { decide, mayAttempt, validToken } from './renewal-timing.js';
import { choose } from './succession.js';
import type { TokenAttempt } from './source/token-source.js';
import { TokenAttempts } from './token-attempts.js';
import type { RefreshReason, TokenEvent } from './token-events.js';
import type { TokenKeeperParts } from './token-keeper-parts.js';
import { snapshotOf, type TokenSnapshot } from './token-snapshot.js';
import * as transition from './token-state.js';
import { WaitingCallers } from './waiting-callers.js';

/** Carries out what `token-state.ts` decides: makes the attempts, sets the timer, tells the news. It decides nothing. */
export class TokenKeeper {
  /** Whether the application is closing, so that nothing is renewed unless a caller needs it. */
  isStopped = false;
  readonly events$: Observable<TokenEvent>;
  // Private fields, so that no print of this object shows the token.
  readonly #parts: TokenKeeperParts;
  readonly #attempts: TokenAttempts;
  readonly #schedule: RenewalSchedule;
  readonly #callers: WaitingCallers;
  #state = transition.NO_TOKEN;
  #isClosed = false;

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts;
    this.events$ = parts.reporter.events$;
    this.#attempts = new TokenAttempts(
      parts,
      () => this.#state,
      (...ended) => this.#ended(...ended),
    );
    this.#schedule = new RenewalSchedule(parts, () => this.#onDue());
    this.#callers = new WaitingCallers(this, this.#attempts, parts.activity);
  }

  get state(): transition.TokenState {
    return this.#state;
  }

  snapshot(): TokenSnapshot {
    const { isAsleep } = this.#schedule;
    const subject = { ...this.#parts.account(), state: this.#state, isAsleep };
    const isClosed = this.#isClosed;
    return snapshotOf({ ...subject, isClosed, isRefreshing: this.#attempts.isUnderWay }, now());
  }

  /**
   * The token to send at this moment, renewed behind the caller's back if that is due; undefined if the caller
   * has to wait with `ready()`.
   *
   * @param mayTry whether it may be a token on trial, because the call can be sent again
   */
  current(mayTry = false): AccessToken | undefined {
    if (this.#isClosed) return undefined;
    const at = now();
    this.use(at);
    const decision = decide(this.#state, at);
    if (decision === 'wait') return undefined;
    if (decision === 'serve-and-renew' && !this.isStopped) this.#attempts.begin('schedule');
    return choose(this.#state, mayTry, at);
  }

  /** The token that can be sent at this very moment, for a caller who has waited already. */
  valid(mayTry = false): AccessToken | undefined {
    const at = now();
    return validToken(this.#state, at) && choose(this.#state, mayTry, at);
  }

  /**
   * Waits for a token that can be sent.
   * @param ms how long the caller can wait; as long as a call may take unless given
   * @throws TokenUnavailableError, AccountClosedError, or the signal's reason
   */
  ready(signal?: Abortable, ms = this.#parts.patience.ms): Promise<AccessToken> {
    return this.#callers.ready({ ...this.#parts.patience, ms }, signal);
  }

  /** Waits for a first token through whatever passes by itself. */
  require(): Promise<AccessToken> {
    return this.#callers.ready({ ...this.#parts.patience, failures: Infinity, isForAnyOutage: true });
  }

  /** Obtains a new token now, or joins the token request that is under way. */
  async renew(): Promise<void> {
    this.refuseIfClosed();
    this.use();
    await this.#callers.renewed();
  }

  /** Obtains a first token for nobody in particular: the process need not live on for it. */
  warmUp(): void {
    if (this.#isClosed || this.isStopped || validToken(this.#state, now()) !== undefined) return;
    this.#take({ state: this.#state }, now(), 'demand');
  }

  /** The token is about to be sent. */
  sending(token: AccessToken): void {
    if (this.#state.trialAt === undefined || token !== this.#state.token) return;
    const at = now();
    this.#take(transition.tried(this.#state, at), at);
  }

  /** The API gave another answer than a rejection. */
  accepted({ value }: AccessToken, endpoint: () => string): void {
    if (this.#isClosed || !isNewsworthy(this.#state, value)) return;
    const at = now();
    this.#take(transition.accepted(this.#state, value, endpoint(), at), at);
  }

  /** Deals with a token that was rejected by the API, or, without a call, by somebody who has seen that happen. */
  rejected(value: string, call?: RejectedCall): Verdict {
    if (this.#isClosed) return 'answer';
    const at = now();
    const step = transition.rejected(this.#state, value, call, this.#attempts.isUnderWay, at);
    for (const token of step.dead) this.#parts.source.discard?.(token);
    if (step.isWanted) this.use(at);
    this.#take(step, at, step.isWanted ? 'invalidated' : undefined);
    return step.verdict;
  }

  /** Notes that the account is used; one that sleeps wakes up. */
  use(at = now()): void {
    if (this.#schedule.wakes()) this.#take({ state: transition.woken(this.#state, at) }, at);
    this.#parts.activity.touch(at);
  }

  /** Renews nothing until the next use. */
  sleep(): void {
    this.#schedule.sleep();
  }

  /** Ends the attempt under way, turns away who waits and renews nothing by itself. Later callers are still served. */
  stop(): void {
    this.isStopped = true;
    this.#end('the application is shutting down');
  }

  /** Ends what is under way, turns waiting callers away and arms nothing any more. Twice is fine. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#state = { ...transition.NO_TOKEN, generation: this.#state.generation };
    this.#end('the account was closed');
    this.#parts.reporter.close();
  }

  refuseIfClosed(wasStopped = true): void {
    if (!this.#isClosed && (wasStopped || !this.isStopped)) return;
    throw new AccountClosedError(this.#parts.account().identity.account);
  }

  #end(reason: string): void {
    this.#schedule.clear();
    this.#attempts.abort(reason);
    this.#callers.wake();
  }

  #onDue(): void {
    const at = now();
    if (this.#schedule.isRenewalDue(this.#state, at)) this.#attempts.begin('schedule');
    this.#take(transition.passed(this.#state, at), at);
  }

  /** An attempt has ended. */
  #ended(attempt: TokenAttempt | undefined, facts: transition.AttemptFacts, at: Instant): void {
    if (this.#isClosed) return;
    const { policy, account } = this.#parts;
    const terms = { policy, identity: account().identity, random: draw() };
    this.#take(transition.ended(this.#state, attempt, facts, at, terms), at);
    // What expired meanwhile is told after what came of the attempt.
    this.#take(transition.passed(this.#state, at), at);
  }

  /**
   * The only place that sets the state, tells the news and sets the timer.
   *
   * @param wanted why another token is to be asked for, unless it is too early for that
   */
  #take(step: transition.Step, at: Instant, wanted?: RefreshReason): void {
    const { reporter } = this.#parts;
    const { token, failure } = this.#state;
    this.#state = step.state;
    if (wanted !== undefined && mayAttempt(this.#state, at)) this.#attempts.begin(wanted);
    if (wanted !== undefined) this.#attempts.keep();
    if (step.news !== undefined) reporter.report(step.news, step.kind);
    if (step.isEndedByOthers) reporter.endedByOthers();
    if (step.state.token !== token || step.state.failure !== failure) this.#callers.wake();
    // During an attempt nothing is timed, and after it all is.
    if (!this.isStopped && !this.#isClosed && !this.#attempts.isUnderWay) this.#schedule.set(this.#state);
  }
}
