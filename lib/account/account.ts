import type { HttpService } from '@nestjs/axios';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { AlternativePaymentsClient } from '../api/alternative-payments-client.js';
import { createClient } from '../api/client.js';
import { routeThrough } from '../api/calls/route.js';
import { createHttpService } from '../http/http-service.factory.js';
import type { RequestRunner } from '../http/request-runner.js';
import type { RateBudget } from '../pacing/rate-budget.js';
import type { Activity } from '../timing/activity.js';
import { Alarm } from '../timing/alarm.js';
import { type Instant, now } from '../timing/instant.js';
import type { TokenKeeper } from '../token/token-keeper.js';
import type { TokenService } from '../token/token.service.js';
import { ForeignTokens } from './foreign-tokens.js';
import type { Member } from './shutdown.js';

/** One API key in one environment, with everything that belongs to it. */
export class Account implements Member {
  // The services are undefined until they are made. A service that a test has replaced is never made.
  httpService?: HttpService;
  client?: AlternativePaymentsClient;
  #isClosed = false;
  readonly #bedtime = new Alarm(() => this.sleepOnceIdle());

  constructor(
    readonly options: ResolvedOptions,
    readonly tokenService: TokenService,
    private readonly tokens: TokenKeeper,
    /** Sends the requests of this account. */
    readonly requests: RequestRunner,
    private readonly activity: Activity,
    private readonly budget: RateBudget | undefined,
  ) {}

  /**
   * Fetches the first token as the option `warmUp` says.
   *
   * @throws TokenUnavailableError if a token is required and cannot be obtained. The account is closed then,
   * because Nest runs no shutdown hooks for an application that failed to start
   */
  async warmUp(): Promise<void> {
    const { warmUp } = this.options;
    if (warmUp === false) return;
    this.touch();
    // The failure has been logged, and the token service goes on trying.
    if (warmUp === 'background') return this.tokens.warmUp();
    try {
      await this.tokens.require();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * @param tokens supplies the tokens of its requests: the account's own service, or one that a test has put
   * in its place
   */
  makeHttpService(tokens: TokenService): HttpService {
    if (tokens !== this.tokenService) this.requests.takeTokensFrom(new ForeignTokens(tokens));
    return (this.httpService = createHttpService(this.options, this.requests));
  }

  /** @param http sends its requests: the account's own service, or one that a test has put in its place */
  makeClient(http: HttpService): AlternativePaymentsClient {
    const route = routeThrough(http, () => this.options.identity.account);
    return (this.client = createClient(() => route));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether a call is in progress, or an answer that was handed out is still streaming. */
  get isInUse(): boolean {
    return this.activity.isUnderWay;
  }

  /** Milliseconds until the account will have been unused for that long; zero or less if it already has. */
  idleInMs(milliseconds: number, at: Instant): number {
    return this.activity.idleInMs(milliseconds, at);
  }

  /** Records that the account was handed out and is about to be used. */
  touch(): void {
    this.tokens.use();
  }

  /** Stops renewing the token until the account is used next. That use is reported to the pool. */
  sleep(): void {
    this.tokens.sleep();
    this.activity.tellNextUse();
  }

  /**
   * Puts a registered account to sleep once it has been unused for as long as its options allow. The accounts
   * of tenants are put to sleep by their pool, which has one timer for all of them.
   */
  sleepOnceIdle(): void {
    const { sleepAfterMs } = this.options;
    if (sleepAfterMs === undefined || this.#isClosed) return;
    const leftMs = this.idleInMs(sleepAfterMs, now());
    if (leftMs > 0) this.#bedtime.ringIn(leftMs);
    else this.sleep();
  }

  beginShutdown(): Promise<void> {
    this.tokens.stop();
    return this.requests.stop();
  }

  endShutdown(): void {
    this.close();
  }

  /** Ends calls in progress and releases all resources. Closing twice is safe. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#bedtime.off();
    this.tokens.close();
    this.requests.close();
    this.budget?.close();
  }
}
