import type { HttpService } from '@nestjs/axios';
import type { ResolvedOptions } from '../config/resolved-options.js';
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
  /** Undefined until it is made: where a test has put another one in its place, it never is. */
  httpService?: HttpService;
  #isClosed = false;
  readonly #bedtime = new Alarm(() => this.sleepOnceIdle());

  constructor(
    readonly options: ResolvedOptions,
    readonly tokenService: TokenService,
    private readonly tokens: TokenKeeper,
    /** Where its requests go. */
    readonly requests: RequestRunner,
    private readonly activity: Activity,
    private readonly budget: RateBudget | undefined,
  ) {}

  /**
   * Fetches the first token as the option `warmUp` says.
   *
   * @throws TokenUnavailableError if a token is required and cannot be had; the account is then closed, for the
   * application that did not start will not close it
   */
  async warmUp(): Promise<void> {
    const { warmUp } = this.options;
    if (warmUp === false) return;
    this.touch();
    // A failure is in the log then, and the token service goes on trying.
    if (warmUp === 'background') return this.tokens.warmUp();
    try {
      await this.tokens.require();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @param tokens where its requests get their tokens: the account's own service, or what a test has put in its place */
  makeHttpService(tokens: TokenService): HttpService {
    if (tokens !== this.tokenService) this.requests.takeTokensFrom(new ForeignTokens(tokens));
    return (this.httpService = createHttpService(this.options, this.requests));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether a call is under way, or an answer that was handed out is still streaming. */
  get isInUse(): boolean {
    return this.activity.isUnderWay;
  }

  /** Milliseconds until it will have been unused for that long; zero or less if it was. */
  idleInMs(milliseconds: number, at: Instant): number {
    return this.activity.idleInMs(milliseconds, at);
  }

  /** The account is handed to somebody, who is about to use it. */
  touch(): void {
    this.tokens.use();
  }

  /** Its token is not renewed until its next use, which is told. */
  sleep(): void {
    this.tokens.sleep();
    this.activity.tellNextUse();
  }

  /**
   * Has it sleep by itself when it was not used for as long as its options say. That is for a registered account: those of
   * tenants are told by their pool, which has one timer for all of them.
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

  /** Ends what is under way and releases what is held. Twice is fine. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#bedtime.off();
    this.tokens.close();
    this.requests.close();
    this.budget?.close();
  }
}
