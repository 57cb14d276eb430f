import { finished, Readable } from 'node:stream';
import { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { Carrier } from '../axios/carrier.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import { AccountClosedError, type ClosingReason } from '../errors/account-closed.error.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { Activity } from '../timing/activity.js';
import { sleep } from '../timing/sleep.js';
import type { AccessToken } from '../token/access-token.js';
import type { TokenKeeper } from '../token/token-keeper.js';
import { allowanceOf } from './allowance.js';
import { askedPauseMs, type Attempt, discard, hasFailed, isAccepted, withCause } from './attempt.js';
import { Call } from './call.js';
import { Clearance } from './clearance.js';
import { exchange, type Way } from './exchange.js';
import { type Network, takeOut } from './network.js';
import { after, next, type SoFar } from './retry.js';
import { refuseForeignOrigin } from './origin-guard.js';
import { asAxiosKnowsIt } from './our-error.js';
import { methodOf } from './request-summary.js';
import { dropHeadersOfTheOption } from './secret-headers.js';
import { settle } from './settle.js';
import { tell } from './token-verdict.js';
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
  private readonly clearance: Clearance;
  private closed?: ClosingReason;

  constructor(
    private readonly options: ResolvedOptions,
    private readonly tokens: TokenKeeper,
    budget: RateBudget | undefined,
    private readonly activity: Activity,
  ) {
    this.clearance = new Clearance(tokens, budget);
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
        if (stream === undefined) this.activity.end();
        else this.watch(call, stream);
      }
    }
  }

  /**
   * Ends what has not been sent. Settles once no request that changes something is on the wire: to end one would leave its
   * caller without knowing whether money was moved.
   */
  async stop(): Promise<void> {
    const waiting = [...this.calls].filter((call) => !call.isOnWire);
    for (const call of waiting) call.end(this.closedError('shutdown'));
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
    for (const call of this.streaming) call.end(this.closedError(reason));
  }

  /** The account is in use until the stream has ended: otherwise a tenant's would be forgotten before that. */
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
}

/** Authorization given by the caller, as a header (`false` asks for none at all) or as axios' `auth`. */
function hasOwnAuthorization(config: InternalAxiosRequestConfig): boolean {
  return config.headers.has('Authorization') || config.auth != null;
}
