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
import type { RefreshReason, TokenEvent } from '../observation/token-events.js';
import type { TokenKeeperParts } from './token-keeper-parts.js';
import { snapshotOf, type TokenSnapshot } from './token-snapshot.js';
import * as transition from './token-state.js';
import { WaitingCallers } from './waiting-callers.js';

/** Carries out what `token-state.ts` decides: attempts, timer and news. It decides nothing itself. */
export class TokenKeeper {
  /** Whether the application is closing. Then the token is renewed only if a caller needs it. */
  isStopped = false;
  readonly events$: Observable<TokenEvent>;
  // These fields are private, so that no print of this object shows the token.
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
   * Returns the token to send now, renewing it in the background if due, or undefined if the caller must
   * wait.
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

  /** The token that can be sent at this moment, for a caller that has already waited. */
  valid(mayTry = false): AccessToken | undefined {
    const at = now();
    return validToken(this.#state, at) && choose(this.#state, mayTry, at);
  }

  /**
   * Waits for a token that can be sent.
   * @param ms how long the caller can wait, in milliseconds; by default as long as a call may take
   * @throws TokenUnavailableError, AccountClosedError, or the signal's reason
   */
  ready(signal?: Abortable, ms = this.#parts.patience.ms): Promise<AccessToken> {
    return this.#callers.ready({ ...this.#parts.patience, ms }, signal);
  }

  /** Waits for a first token through every failure that passes by itself. */
  require(): Promise<AccessToken> {
    return this.#callers.ready({ ...this.#parts.patience, failures: Infinity, isForAnyOutage: true });
  }

  /** Obtains a new token now, or joins the token request in progress. */
  async renew(): Promise<void> {
    this.refuseIfClosed();
    this.use();
    await this.#callers.renewed();
  }

  /** Obtains a first token in the background. The process need not stay alive for it. */
  warmUp(): void {
    if (this.#isClosed || this.isStopped || validToken(this.#state, now()) !== undefined) return;
    this.#take({ state: this.#state }, now(), 'demand');
  }

  /** Records that the token is about to be sent. */
  sending(token: AccessToken): void {
    if (this.#state.trialAt === undefined || token !== this.#state.token) return;
    const at = now();
    this.#take(transition.tried(this.#state, at), at);
  }

  /** Records that the API gave an answer other than a rejection. */
  accepted({ value }: AccessToken, endpoint: () => string): void {
    if (this.#isClosed || !isNewsworthy(this.#state, value)) return;
    const at = now();
    this.#take(transition.accepted(this.#state, value, endpoint(), at), at);
  }

  /** Handles a token that was rejected by the API or, without a call, reported as rejected. */
  rejected(value: string, call?: RejectedCall): Verdict {
    if (this.#isClosed) return 'answer';
    const at = now();
    const step = transition.rejected(this.#state, value, call, this.#attempts.isUnderWay, at);
    for (const token of step.dead) this.#parts.source.discard?.(token);
    if (step.isWanted) this.use(at);
    this.#take(step, at, step.isWanted ? 'invalidated' : undefined);
    return step.verdict;
  }

  /** Records a use of the account. An account that sleeps wakes up. */
  use(at = now()): void {
    if (this.#schedule.wakes()) this.#take({ state: transition.woken(this.#state, at) }, at);
    this.#parts.activity.touch(at);
  }

  /** Renews nothing until the next use. */
  sleep(): void {
    this.#schedule.sleep();
  }

  /** Ends the attempt in progress and renews nothing by itself. Later callers are still served. */
  stop(): void {
    this.isStopped = true;
    this.#end('the application is shutting down');
  }

  /** Ends the attempt in progress, refuses waiting callers and sets no more timers. Closing twice is safe. */
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

  /** Records the end of an attempt. */
  #ended(attempt: TokenAttempt | undefined, facts: transition.AttemptFacts, at: Instant): void {
    if (this.#isClosed) return;
    const { policy, account } = this.#parts;
    const terms = { policy, identity: account().identity, random: draw() };
    this.#take(transition.ended(this.#state, attempt, facts, at, terms), at);
    // A token that expired meanwhile is reported after the result of the attempt.
    this.#take(transition.passed(this.#state, at), at);
  }

  /**
   * Sets the state, reports the news and sets the timer. Nothing else does.
   *
   * @param wanted why another token should be requested, unless it is too early for that
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
    // No timer runs during an attempt. It is set again afterwards.
    if (!this.isStopped && !this.#isClosed && !this.#attempts.isUnderWay) this.#schedule.set(this.#state);
  }
}
