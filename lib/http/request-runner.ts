import { finished, Readable } from 'node:stream';
import { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Carrier } from '../axios/carrier.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { AccountClosedError, type ClosingReason } from '../errors/account-closed.error.js';
import { AlternativePaymentsError } from '../errors/alternative-payments.error.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { Activity } from '../timing/activity.js';
import { sleep } from '../timing/sleep.js';
import type { AccessToken } from '../token/access-token.js';
import type { Verdict } from '../token/rejections.js';
import type { TokenKeeper } from '../token/token-keeper.js';
import { askedPauseMs, type Attempt, challengeOf, discard, hasFailed } from './attempt.js';
import { isTokenRejected } from './bearer-challenge.js';
import { Call } from './call.js';
import { exchange, type Way } from './exchange.js';
import { type Network, takeOut } from './network.js';
import { after, type Allowance, mayReplay, next, type SoFar } from './retry.js';
import { refuseForeignOrigin } from './origin-guard.js';
import { asAxiosKnowsIt } from './our-error.js';
import { endpointOf, methodOf } from './request-summary.js';
import { isResendable } from './resendable.js';
import { dropHeadersOfTheOption } from './secret-headers.js';
import { settle } from './settle.js';
import { usable } from './usable-carrier.js';

/**
 * Carries one logical request through its attempts. It works beneath axios, in place of the adapter, so
 * that the caller's interceptors and transforms run once however often the request is sent, and every
 * attempt sends the same bytes.
 */
export class RequestRunner {
  private readonly host: string;
  private readonly calls = new Set<Call>();
  /** Calls whose answer is handed out and still streams. */
  private readonly streaming = new Set<Call>();
  /** The signals that functions given as adapter have at this moment. */
  private readonly signals = new WeakSet<object>();
  private closed?: ClosingReason;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly tokens: TokenKeeper,
    private readonly budget: RateBudget | undefined,
    private readonly activity: Activity,
  ) {
    this.host = new URL(options.identity.baseURL).host;
  }

  /**
   * @param carrier what carries the request, or why nothing can
   * @throws ForeignOriginError, UnsupportedTransportError, RedirectRefusedError, TokenUnavailableError,
   * AccountClosedError, RateQueueFullError, CallTimedOutError, or what axios throws
   */
  async run(
    config: InternalAxiosRequestConfig,
    carrier: Carrier | string,
    network: Network,
  ): Promise<AxiosResponse> {
    let call: Call | undefined;
    let stream: Readable | undefined;
    try {
      if (this.closed) throw this.closedError(this.closed);
      const way = this.wayOf(config, carrier, network);
      call = new Call(config, this.options.calls.timeoutMs);
      this.calls.add(call);
      this.activity.begin();
      const response = settle(await this.attempts(config, way, call), config);
      if (response.data instanceof Readable) stream = response.data;
      return response;
    } catch (error) {
      takeOut(config);
      throw asAxiosKnowsIt(call === undefined ? error : call.lastWord(error), config);
    } finally {
      const { headers } = this.options.http;
      if (headers !== undefined) dropHeadersOfTheOption(config.headers, headers);
      if (call !== undefined) {
        this.calls.delete(call);
        call.answered(stream);
        if (stream !== undefined) this.watch(call, stream);
        this.activity.end();
      }
    }
  }

  /**
   * Ends what has not been sent. Settles once the requests that change something, and are on the wire, have ended: to end
   * those would leave their callers without knowing whether money was moved.
   */
  async stop(): Promise<void> {
    const waiting = [...this.calls].filter((call) => !call.isOnWire);
    for (const call of waiting) call.end(this.closedError('shutdown'));
    const delicate = [...this.calls].filter((call) => call.isDelicate);
    await Promise.all(delicate.map((call) => call.untilAnswered()));
  }

  /** Whether this is the configuration of an attempt that a function given as adapter has in hand, or a copy of it. */
  isUnderWay({ signal }: InternalAxiosRequestConfig): boolean {
    return signal !== undefined && this.signals.has(signal);
  }

  /** Looks whether a request may be sent, and how. */
  private wayOf(config: InternalAxiosRequestConfig, carrier: Carrier | string, network: Network): Way {
    refuseForeignOrigin(config, this.options.identity.baseURL);
    network.admit(config);
    return { carrier: usable(carrier, config), network, host: this.host, signals: this.signals };
  }

  /** Turns new calls away and ends those under way, but for those that `stop()` waits for. */
  close(reason: ClosingReason): void {
    this.closed = reason;
    for (const call of this.calls) {
      if (!call.isDelicate) call.end(this.closedError(reason));
    }
    // A tenant's account that is forgotten leaves its streams to their readers.
    if (reason !== 'shutdown') return;
    for (const call of this.streaming) call.end(this.closedError(reason));
  }

  private watch(call: Call, stream: Readable): void {
    this.streaming.add(call);
    finished(stream, () => this.streaming.delete(call));
  }

  private closedError(reason: ClosingReason): AccountClosedError {
    return new AccountClosedError(this.options.identity.account, reason);
  }

  /** Sends the request until its answer is one for the caller. */
  private async attempts(config: InternalAxiosRequestConfig, way: Way, call: Call): Promise<Attempt> {
    const isOurs = !hasOwnAuthorization(config);
    const allowance = this.allowanceOf(config);
    let soFar: SoFar = { rejections: 0, wasLast: false, retries: 0 };
    let attempt: Attempt | undefined;
    for (;;) {
      // A token on trial is for a call that can be sent again with another one.
      const mayTry = soFar.rejections === 0 && allowance.mayReplay && isResendable(config.data);
      let token = isOurs ? this.tokens.current(mayTry) : undefined;
      if ((isOurs && token === undefined) || this.budget?.tryTake() === false) {
        try {
          token = await this.clearance(isOurs, mayTry, call);
        } catch (error) {
          return withCause(attempt, error);
        }
      }
      call.phase = 'answer';
      if (token !== undefined) this.tokens.sending(token);
      attempt = await exchange(config, way, token, call);
      const rejection = token && this.judge(token, attempt, config, soFar, allowance);
      if (isAccepted(attempt)) return attempt;

      const facts = {
        method: methodOf(config),
        rejection,
        isOverLimit: attempt.response?.status === 429,
        hasFailed: hasFailed(attempt),
        isResendable: isResendable(config.data),
        retryAfterMs: askedPauseMs(attempt),
      };
      const step = next(facts, soFar, allowance, Math.random());
      if (step.do === 'settle') return attempt;
      if (step.pauseMs !== undefined) {
        if (call.aborted || this.closed) return attempt;
        call.phase = 'pause';
        try {
          await sleep(step.pauseMs, call);
        } catch (error) {
          return withCause(attempt, error);
        }
      }
      soFar = after(soFar, step);
      discard(attempt);
    }
  }

  private allowanceOf({ alternativePayments }: InternalAxiosRequestConfig): Allowance {
    const { retries, backoff, timeoutMs } = this.options.calls;
    const maxRetries = alternativePayments?.retry === false ? 0 : retries;
    return { mayReplay: alternativePayments?.replay !== false, maxRetries, backoff, timeoutMs };
  }

  /** Says what an answer means to the token that was sent, and returns what that means to the call. */
  private judge(
    token: AccessToken,
    { response }: Attempt,
    config: InternalAxiosRequestConfig,
    soFar: SoFar,
    allowance: Allowance,
  ): Verdict | undefined {
    if (response === undefined) return undefined;
    if (!isTokenRejected(response.status, () => challengeOf(response))) {
      this.tokens.accepted(token, () => endpointOf(config));
      return undefined;
    }
    const canBeSentAgain = isResendable(config.data) && allowance.mayReplay;
    return this.tokens.rejected(token.value, {
      endpoint: endpointOf(config),
      isResendable: canBeSentAgain,
      maySendAgain: mayReplay(canBeSentAgain, soFar, allowance),
    });
  }

  /**
   * Waits until the request may start, and returns the token to send at this very moment; none for a request with
   * an Authorization of its own.
   */
  private async clearance(isOurs: boolean, mayTry: boolean, call: Call): Promise<AccessToken | undefined> {
    for (;;) {
      if (isOurs && this.tokens.current() === undefined) {
        call.phase = 'token';
        await this.tokens.ready(call, call.leftMs);
      }
      if (this.budget?.tryTake() === false) {
        call.phase = 'slot';
        await this.budget.take('request', call);
      }
      if (!isOurs) return undefined;
      // The token may have expired while a slot was waited for.
      const token = this.tokens.valid(mayTry);
      if (token !== undefined) return token;
    }
  }
}

/** Authorization given by the caller, be it a header (`false` asks for none at all) or axios' `auth`. */
function hasOwnAuthorization(config: InternalAxiosRequestConfig): boolean {
  return config.headers.has('Authorization') || config.auth != null;
}

function isAccepted({ response, error }: Attempt): boolean {
  return error === undefined && response !== undefined && response.status < 300;
}

/**
 * Why there is no further attempt. After an answer of the API the caller gets that answer, with the reason why it
 * could not be mended as its cause; a caller who gave up gets just that.
 */
function withCause(attempt: Attempt | undefined, error: unknown): Attempt {
  if (attempt === undefined || !(error instanceof AlternativePaymentsError)) return { error, isSent: false };
  if (attempt.error instanceof Error) attempt.error.cause ??= error;
  return attempt;
}
