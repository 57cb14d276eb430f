import { finished, Readable } from 'node:stream';
import { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { type Carrier, carrierOfAccount } from '../axios/carrier.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { AccountClosedError } from '../errors/account-closed.error.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { Activity } from '../timing/activity.js';
import { sleep } from '../timing/sleep.js';
import type { AccessToken } from '../token/access-token.js';
import { allowanceOf } from './allowance.js';
import { askedPauseMs, type Attempt, discard, hasFailed, isAccepted, withCause } from './attempt.js';
import { Call } from './call.js';
import type { CallTokens } from './call-tokens.js';
import { Clearance } from './clearance.js';
import { exchange, type Way } from './exchange.js';
import { ignoreLateAborts } from './late-abort.js';
import { Network, takeOut } from './network.js';
import { refuseForeignOrigin } from './origin-guard.js';
import { asAxiosKnowsIt } from './our-error.js';
import { methodOf } from './request-summary.js';
import { after, isSafe, next, type SoFar } from './retry.js';
import { dropHeadersOfTheOption } from './secret-headers.js';
import { interceptorMissing } from './interceptor-missing.js';
import { settle } from './settle.js';
import { tell } from './token-verdict.js';
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
  private clearance: Clearance;
  private isClosed = false;

  constructor(
    private readonly options: ResolvedOptions,
    private tokens: CallTokens,
    private readonly budget: RateBudget | undefined,
    private readonly activity: Activity,
  ) {
    this.clearance = new Clearance(tokens, budget);
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
      if (this.isClosed) throw this.closedError();
      const way = this.wayOf(config, given ?? this.carrier);
      call ??= new Call(config, this.options.calls.timeoutMs);
      this.calls.add(call);
      this.activity.begin();
      const response = settle(await this.attempts(config, way, call), config);
      if (response.data instanceof Readable) stream = response.data;
      if (!isSafe(methodOf(config))) ignoreLateAborts(config);
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
  takeTokensFrom(tokens: CallTokens): void {
    this.tokens = tokens;
    this.clearance = new Clearance(tokens, this.budget);
  }

  async letThrough(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    const { carrier, options } = this;
    if (typeof carrier === 'string' || !this.isUnderWay(config)) {
      dropHeadersOfTheOption(config.headers, options.http.headers);
      throw interceptorMissing(options.identity.account, config);
    }
    refuseForeignOrigin(config, options.identity.baseURL);
    return carrier.send(config);
  }

  /**
   * Ends what has not been sent. Settles once no request that changes something is on the wire: to end one would leave its
   * caller without knowing whether money was moved.
   */
  async stop(): Promise<void> {
    const waiting = [...this.calls].filter((call) => !call.isOnWire);
    for (const call of waiting) call.end(this.closedError());
    // While one is waited for, the hook of another module may send the next.
    for (;;) {
      const delicate = [...this.calls].filter((call) => call.isDelicate);
      if (delicate.length === 0) return;
      await Promise.all(delicate.map((call) => call.untilAnswered()));
    }
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
  close(): void {
    this.isClosed = true;
    for (const call of this.calls) {
      if (!call.isDelicate) call.end(this.closedError());
    }
    for (const call of this.streaming) call.end(this.closedError());
  }

  /** The account is in use until the stream has ended: otherwise a tenant's would be forgotten before that. */
  private watch(call: Call, stream: Readable): void {
    this.streaming.add(call);
    finished(stream, () => {
      this.streaming.delete(call);
      this.activity.end();
    });
  }

  private closedError(): AccountClosedError {
    return new AccountClosedError(this.options.identity.account);
  }

  /** Sends the request until its answer is one for the caller. */
  private async attempts(config: InternalAxiosRequestConfig, way: Way, call: Call): Promise<Attempt> {
    const isOurs = !hasOwnAuthorization(config);
    const allowance = allowanceOf(config, this.options.calls);
    let soFar: SoFar = { rejections: 0, wasLast: false, retries: 0 };
    let attempt: Attempt | undefined;
    for (;;) {
      // A token on trial is for a call that can be sent again with another one.
      const need = { isOurs, mayTry: soFar.rejections === 0 && allowance.mayReplay };
      let token: AccessToken | undefined;
      try {
        const cleared = this.clearance.atOnce(need);
        token = cleared ? cleared.token : await this.clearance.wait(need, call);
      } catch (error) {
        return withCause(attempt, error);
      }
      call.phase = 'answer';
      if (token !== undefined) this.tokens.sending(token);
      attempt = await exchange(config, way, token, call);
      const rejection = token && tell(this.tokens, token, attempt, config, soFar, allowance);
      if (isAccepted(attempt)) return attempt;

      const facts = {
        method: methodOf(config),
        rejection,
        isOverLimit: attempt.response?.status === 429,
        hasFailed: hasFailed(attempt),
        retryAfterMs: askedPauseMs(attempt),
      };
      const step = next(facts, soFar, allowance, Math.random());
      if (step.do === 'settle') return attempt;
      if (step.pauseMs !== undefined) {
        if (call.aborted || this.isClosed) return attempt;
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
}

/** Authorization given by the caller, as a header (`false` asks for none at all) or as axios' `auth`. */
function hasOwnAuthorization(config: InternalAxiosRequestConfig): boolean {
  return config.headers.has('Authorization') || config.auth != null;
}
