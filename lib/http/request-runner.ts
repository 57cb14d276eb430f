import { finished, Readable } from 'node:stream';
import { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { type Carrier, carrierOfAccount } from '../axios/carrier.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { AccountClosedError, type ClosingReason } from '../errors/account-closed.error.js';
import { AlternativePaymentsError } from '../errors/alternative-payments.error.js';
import { InterceptorMissingError } from '../errors/interceptor-missing.error.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { Activity } from '../timing/activity.js';
import { sleep } from '../timing/sleep.js';
import type { AccessToken } from '../token/access-token.js';
import type { TokenService } from '../token/token.service.js';
import { askedPauseMs, type Attempt, discard, hasFailed } from './attempt.js';
import { Call } from './call.js';
import { exchange, type Way } from './exchange.js';
import { Network, takeOut } from './network.js';
import { retryPauseMs } from './next-step.js';
import { refuseForeignOrigin } from './origin-guard.js';
import { asAxiosKnowsIt } from './our-error.js';
import { describeRequest, methodOf } from './request-summary.js';
import { isResendable } from './resendable.js';
import { dropHeadersOfTheOption } from './secret-headers.js';
import { settle } from './settle.js';
import { usable } from './usable-carrier.js';

/** Where the requests of an `HttpService` go. */
export interface RequestPath {
  /**
   * Carries one logical request through its attempts.
   *
   * @param given what the request names as its adapter, or why that cannot be; left out for what the account has
   */
  run(config: InternalAxiosRequestConfig, given?: Carrier | string): Promise<AxiosResponse>;

  /** Sends what a test tool lets through to the network, and refuses what has not passed the interceptor. */
  letThrough(config: InternalAxiosRequestConfig): Promise<AxiosResponse>;
}

/** What the runner needs of whoever keeps the token. */
export type Tokens = Pick<TokenService, 'current' | 'ready' | 'valid' | 'reject'>;

/**
 * Carries one logical request through its attempts. It works beneath axios, in place of the adapter, so
 * that the caller's interceptors and transforms run once however often the request is sent, and every
 * attempt sends the same bytes.
 */
export class RequestRunner implements RequestPath {
  private readonly host: string;
  private readonly carrier: Carrier | string;
  private readonly network: Network;
  private readonly calls = new Set<Call>();
  /** Calls whose answer is handed out and still streams. */
  private readonly streaming = new Set<Call>();
  /** The signals that functions given as adapter have at this moment. */
  private readonly signals = new WeakSet<object>();
  private closed?: ClosingReason;

  constructor(
    private readonly options: ResolvedOptions,
    private tokens: Tokens,
    private readonly budget: RateBudget | undefined,
    private readonly activity: Activity,
  ) {
    this.host = new URL(options.identity.baseURL).host;
    this.carrier = carrierOfAccount(options.http);
    this.network = new Network(options.http);
  }

  /**
   * @param given what carries the request in place of the account's own carrier, or why nothing can
   * @param begun the call, if it has begun already
   * @throws ForeignOriginError, UnsupportedTransportError, RedirectRefusedError, TokenUnavailableError,
   * AccountClosedError, RateQueueFullError, CallTimedOutError, or what axios throws
   */
  async run(
    config: InternalAxiosRequestConfig,
    given?: Carrier | string,
    begun?: Call,
  ): Promise<AxiosResponse> {
    let call = begun;
    let stream: Readable | undefined;
    try {
      if (this.closed) throw this.closedError(this.closed);
      const way = this.wayOf(config, given ?? this.carrier);
      call ??= new Call(config, this.options.calls.timeoutMs);
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
      call?.answered(stream);
      if (call !== undefined && this.calls.delete(call)) {
        if (stream === undefined) this.activity.end();
        else this.watch(call, stream);
      }
    }
  }

  /** Takes tokens from there from now on. */
  takeTokensFrom(tokens: Tokens): void {
    this.tokens = tokens;
  }

  async letThrough(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    const { carrier, options } = this;
    if (typeof carrier === 'string' || !this.isUnderWay(config)) {
      throw interceptorMissing(options.identity.account, config);
    }
    refuseForeignOrigin(config, options.identity.baseURL);
    return carrier.send(config);
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
  private wayOf(config: InternalAxiosRequestConfig, carrier: Carrier | string): Way {
    const { network } = this;
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
    for (const call of this.streaming) call.end(this.closedError(reason));
  }

  private watch(call: Call, stream: Readable): void {
    this.streaming.add(call);
    finished(stream, () => {
      this.streaming.delete(call);
      this.activity.end();
    });
  }

  private closedError(reason: ClosingReason): AccountClosedError {
    return new AccountClosedError(this.options.identity.account, reason);
  }

  /** Sends the request until its answer is one for the caller. */
  private async attempts(config: InternalAxiosRequestConfig, way: Way, call: Call): Promise<Attempt> {
    const isOurs = !hasOwnAuthorization(config);
    let isReplayed = false;
    let retries = 0;
    let attempt: Attempt | undefined;
    for (;;) {
      let token = isOurs ? this.tokens.current() : undefined;
      if ((isOurs && token === undefined) || this.budget?.tryTake() === false) {
        try {
          token = await this.clearance(isOurs, call);
        } catch (error) {
          return withCause(attempt, error);
        }
      }
      call.phase = 'answer';
      attempt = await exchange(config, way, token, call);
      if (isAccepted(attempt)) return attempt;

      const wasRejected = token !== undefined && attempt.response?.status === 401;
      const hasSuccessor = wasRejected && this.tokens.reject(token?.value ?? '');
      if (hasSuccessor && !isReplayed && mayReplay(config)) {
        isReplayed = true;
      } else {
        const pauseMs = this.retryPause(attempt, config, retries);
        if (pauseMs === undefined || call.aborted || this.closed) return attempt;
        retries += 1;
        call.phase = 'pause';
        try {
          await sleep(pauseMs, call);
        } catch (error) {
          return withCause(attempt, error);
        }
      }
      discard(attempt);
    }
  }

  private retryPause(
    attempt: Attempt,
    config: InternalAxiosRequestConfig,
    retries: number,
  ): number | undefined {
    const { retries: most, backoff, timeoutMs } = this.options.calls;
    const maxRetries = config.alternativePayments?.retry === false ? 0 : most;
    const facts = {
      method: methodOf(config),
      isOverLimit: attempt.response?.status === 429,
      hasFailed: hasFailed(attempt),
      isResendable: isResendable(config.data),
      retryAfterMs: askedPauseMs(attempt),
    };
    const pauseMs = retryPauseMs(facts, { retries, maxRetries, backoff }, Math.random());
    // A pause that the call cannot outlive would only keep the answer from the caller.
    return pauseMs !== undefined && pauseMs < timeoutMs ? pauseMs : undefined;
  }

  /**
   * Waits until the request may start, and returns the token to send at this very moment; none for a request with
   * an Authorization of its own.
   */
  private async clearance(isOurs: boolean, call: Call): Promise<AccessToken | undefined> {
    for (;;) {
      if (isOurs && this.tokens.current() === undefined) {
        call.phase = 'token';
        await this.tokens.ready(call);
      }
      if (this.budget?.tryTake() === false) {
        call.phase = 'slot';
        await this.budget.take('request', call);
      }
      if (!isOurs) return undefined;
      // The token may have expired while a slot was waited for.
      const token = this.tokens.valid();
      if (token !== undefined) return token;
    }
  }
}

/** Why a request is refused that has not passed the interceptor of an account. */
export function interceptorMissing(
  account: string,
  config: InternalAxiosRequestConfig,
): InterceptorMissingError {
  return asAxiosKnowsIt(new InterceptorMissingError(account, describeRequest(config)), config);
}

/** Authorization given by the caller, be it a header (`false` asks for none at all) or axios' `auth`. */
function hasOwnAuthorization(config: InternalAxiosRequestConfig): boolean {
  return config.headers.has('Authorization') || config.auth != null;
}

function mayReplay(config: InternalAxiosRequestConfig): boolean {
  return config.alternativePayments?.replay !== false && isResendable(config.data);
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
