import { Readable } from 'node:stream';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Carrier } from '../axios/carrier.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { Activity } from '../timing/activity.js';
import type { Backoff } from '../timing/backoff.js';
import { sleep } from '../timing/sleep.js';
import { allowanceOf } from './allowance.js';
import { type Attempt, discard, factsOf, isAccepted, withCause } from './attempt.js';
import { Call, type Way } from './call.js';
import { CallLog } from './call-log.js';
import type { CallSettings } from './call-settings.js';
import type { CallTokens } from './call-tokens.js';
import { Clearance } from './clearance.js';
import { exchange } from './exchange.js';
import { ignoreLateAborts } from './late-abort.js';
import { takeOut } from './network.js';
import type { ObservedCalls } from './observed-calls.js';
import { OpenCalls } from './open-calls.js';
import { asAxiosKnowsIt } from './our-error.js';
import { after, isSafe, next, type SoFar } from './retry.js';
import { dropHeadersOfTheOption } from './secret-headers.js';
import { settle } from './settle.js';
import { tell } from './token-verdict.js';
import { Ways } from './ways.js';

/** The path that the requests of an `HttpService` take. */
export interface RequestPath {
  /**
   * Sends one logical request, in as many attempts as it needs.
   *
   * @param given the adapter that the request names, or why it cannot be used; undefined for that of the
   * account
   */
  run(config: InternalAxiosRequestConfig, given?: Carrier | string): Promise<AxiosResponse>;

  /**
   * Sends requests that a test tool lets through to the network, and refuses those that bypassed the
   * interceptor.
   */
  letThrough(config: InternalAxiosRequestConfig): Promise<AxiosResponse>;
}

/**
 * Sends logical requests, each in as many attempts as it needs. It works beneath axios, in place of the
 * adapter. The caller's interceptors and transforms therefore run once, no matter how often the request is
 * sent, and every attempt sends the same bytes.
 */
export class RequestRunner implements RequestPath {
  private readonly ways: Ways;
  private readonly open: OpenCalls;
  private readonly log: CallLog;
  private clearance: Clearance;

  constructor(
    private readonly settings: CallSettings,
    private tokens: CallTokens,
    private readonly budget: RateBudget | undefined,
    activity: Activity,
    private readonly backoff: Backoff,
    private readonly observed: ObservedCalls | undefined,
  ) {
    const { account } = settings.identity;
    this.clearance = new Clearance(tokens, budget);
    this.ways = new Ways(settings);
    this.open = new OpenCalls(account, activity);
    this.log = new CallLog(account);
  }

  /**
   * @param begun the call, if it has begun already
   * @throws ForeignOriginError, UnsupportedTransportError, RedirectRefusedError, TokenUnavailableError,
   * AccountClosedError, RateQueueFullError, CallTimedOutError, InvalidArgumentError, or what axios throws
   */
  run(config: InternalAxiosRequestConfig, given?: Carrier | string, begun?: Call): Promise<AxiosResponse> {
    let call: Call;
    try {
      call = begun ?? new Call(config, this.settings.calls.timeoutMs);
    } catch (reason) {
      takeOut(config);
      dropHeadersOfTheOption(config.headers, this.settings.http.headers);
      return Promise.reject(asAxiosKnowsIt(reason, config) as Error);
    }
    const send = (): Promise<AxiosResponse> => this.send(call, given);
    // A call that had to wait for the account of its tenant is observed already.
    if (begun === undefined) return this.observed?.call(call, send) ?? send();
    this.observed?.identify(call);
    return send();
  }

  /** Takes tokens from another source from now on. */
  takeTokensFrom(tokens: CallTokens): void {
    this.tokens = tokens;
    this.clearance = new Clearance(tokens, this.budget);
  }

  letThrough(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    return this.ways.letThrough(config);
  }

  /**
   * Whether this is the configuration of an attempt that a function given as adapter is working on, or a copy
   * of it.
   */
  isUnderWay(config: InternalAxiosRequestConfig): boolean {
    return this.ways.isUnderWay(config);
  }

  /**
   * Ends calls that have not been sent, and settles once no request that changes something is on the wire.
   */
  stop(): Promise<void> {
    return this.open.stop();
  }

  /** Refuses new calls and ends those in progress, except those that `stop()` waits for. */
  close(): void {
    this.open.close();
  }

  private async send(call: Call, given: Carrier | string | undefined): Promise<AxiosResponse> {
    const { config } = call;
    let stream: Readable | undefined;
    try {
      const way = this.ways.of(config, given);
      this.open.begin(call);
      const response = settle(call, await this.lastAttempt(call, way));
      if (response.data instanceof Readable) stream = response.data;
      if (!isSafe(call.method)) ignoreLateAborts(config);
      this.log.answered(call, response.status);
      return response;
    } catch (reason) {
      takeOut(config);
      const error = call.lastWord(reason);
      this.log.failed(call, error);
      throw asAxiosKnowsIt(error, config);
    } finally {
      dropHeadersOfTheOption(config.headers, this.settings.http.headers);
      this.open.end(call, stream);
    }
  }

  /** Sends the call until an attempt gives the final answer. */
  private async lastAttempt(call: Call, way: Way): Promise<Attempt> {
    const allowance = allowanceOf(call.config, this.settings.calls, this.backoff);
    const isOurs = !hasOwnAuthorization(call.config);
    let soFar: SoFar = { rejections: 0, wasLast: false, retries: 0 };
    let attempt: Attempt | undefined;
    try {
      for (;;) {
        // A token on trial may be used only by a call that can be sent again with another one.
        const need = { isOurs, mayTry: soFar.rejections === 0 && allowance.mayReplay };
        const cleared = this.clearance.atOnce(need, call);
        const token = cleared ? cleared.token : await this.clearance.wait(need, call);
        call.enter('answer');
        if (token !== undefined) this.tokens.sending(token);
        const send = (): Promise<Attempt> => exchange(call, way, token);
        attempt = await (this.observed?.attempt(call, send) ?? send());
        const rejection = token && tell(this.tokens, token, attempt, call.config, soFar, allowance);
        if (isAccepted(attempt)) return attempt;

        const step = next(factsOf(attempt, call.method, rejection), soFar, allowance, Math.random());
        if (step.do === 'settle') return attempt;
        if (step.pauseMs !== undefined) {
          if (this.open.isClosed) return attempt;
          call.enter('pause');
          await sleep(step.pauseMs, call.signal);
        }
        this.observed?.resend(call, step.do === 'replay', attempt);
        soFar = after(soFar, step);
        discard(attempt);
      }
    } catch (error) {
      return withCause(attempt, error);
    }
  }
}

/**
 * Whether the caller has given an Authorization, as a header (`false` asks for none at all) or as axios'
 * `auth`.
 */
function hasOwnAuthorization(config: InternalAxiosRequestConfig): boolean {
  return config.headers.has('Authorization') || config.auth != null;
}
