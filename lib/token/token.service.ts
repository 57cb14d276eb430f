import type { Observable } from 'rxjs';
import type { TokenEvent } from './token-events.js';
import type { TokenKeeper } from './token-keeper.js';
import type { TokenSnapshot } from './token-snapshot.js';

/**
 * Keeps one account's access token: obtains it once however many callers ask, renews it in the background
 * before it expires, and goes on trying for as long as the account is open.
 *
 * The module's `HttpService` uses it by itself. Inject it to look at the token's state, to hand the token
 * to another client, or to force a renewal.
 *
 * @example
 * constructor(private readonly tokens: TokenService) {}
 * health() { return this.tokens.snapshot(); }
 */
export class TokenService {
  readonly #keeper: TokenKeeper;

  /** Made by the module, which hands it out by injection. */
  constructor(keeper: TokenKeeper) {
    this.#keeper = keeper;
  }

  /**
   * What happens to the token: refreshed, failed, invalidated, expired. Completes when the account closes. It is a plain
   * Observable: what a subscriber throws, RxJS reports as an uncaught error, and the token goes on being renewed.
   */
  get events$(): Observable<TokenEvent> {
    return this.#keeper.events$;
  }

  /**
   * The access token, valid at this moment. Comes at once while one is held; waits for the token request
   * otherwise, which all callers share. While that fails by what passes quickly (a connection refused or reset, a 5xx, a
   * 429) it waits for the next attempts, as many as `calls.retries` says and for no longer than `calls.timeoutMs`.
   *
   * @param options.signal gives up waiting; the shared request goes on for the others
   * @throws TokenUnavailableError one of its kinds, if no token can be had
   * @throws AccountClosedError after the application has shut down
   */
  async getToken(options: { signal?: AbortSignal } = {}): Promise<string> {
    return (this.#keeper.current() ?? (await this.#keeper.ready(options.signal))).value;
  }

  /**
   * Obtains a new token now, or joins the token request that is under way. While attempts are failing it
   * keeps to the pause between them, so that no button can hammer the token endpoint.
   *
   * @throws TokenUnavailableError if the attempt fails, or the pause after the last failure is not over
   * @throws AccountClosedError after the application has shut down
   */
  refresh(): Promise<void> {
    return this.#keeper.renew();
  }

  /**
   * Says that somebody has seen a token rejected, for instance a client of your own that you gave it to. It is judged
   * as the module judges a 401 of its own calls:
   *
   * - A token that is not held any more costs nothing.
   * - A token that has served for ten seconds is dropped, and another one is asked for at once.
   * - In place of a newer one its predecessor serves, if there is one: the API may need a moment to know a new token.
   *   Where there is none, another token is asked for, though not again and again for tokens that never worked.
   */
  invalidate(token: string): void {
    this.#keeper.rejected(token);
  }

  /** The state of the token at this moment. No I/O; no secret in it. */
  snapshot(): TokenSnapshot {
    return this.#keeper.snapshot();
  }
}
