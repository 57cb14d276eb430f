import type { Observable } from 'rxjs';
import type { TokenEvent } from '../observation/token-events.js';
import type { TokenKeeper } from './token-keeper.js';
import type { TokenSnapshot } from './token-snapshot.js';

/**
 * Keeps one account's access token. It obtains the token once for all callers, renews it in the background
 * before it expires, and keeps trying for as long as the account is open.
 *
 * The module's `HttpService` uses it automatically. Inject it to check the token's state, to hand the token
 * to another client, or to force a renewal.
 *
 * @example
 * constructor(private readonly tokens: TokenService) {}
 * health() { return this.tokens.snapshot(); }
 */
export class TokenService {
  readonly #keeper: TokenKeeper;

  /** The module creates it and provides it by injection. */
  constructor(keeper: TokenKeeper) {
    this.#keeper = keeper;
  }

  /**
   * Events of the token: refreshed, failed, invalidated, expired. It completes when the account closes. It is
   * a plain Observable: RxJS reports what a subscriber throws as an uncaught error, and the renewal of the
   * token goes on.
   */
  get events$(): Observable<TokenEvent> {
    return this.#keeper.events$;
  }

  /**
   * Returns an access token that is valid at this moment. While one is held, it returns at once. Otherwise it
   * waits for the token request, which all callers share. If that fails for a reason that may pass quickly (a
   * refused or reset connection, a 5xx, a 429), it waits for further attempts, at most `calls.retries` of
   * them and at most for `calls.timeoutMs`.
   *
   * @param options.signal ends the wait; the shared request continues for other callers
   * @throws TokenUnavailableError (one of its subclasses) if no token can be obtained
   * @throws AccountClosedError after the application has shut down
   */
  async getToken(options: { signal?: AbortSignal } = {}): Promise<string> {
    return (this.#keeper.current() ?? (await this.#keeper.ready(options.signal))).value;
  }

  /**
   * Obtains a new token now, or joins the token request in progress. While attempts are failing, it respects
   * the pause between them, so that frequent calls do not overload the token endpoint.
   *
   * @throws TokenUnavailableError if the attempt fails, or the pause after the last failure is not over
   * @throws AccountClosedError after the application has shut down
   */
  refresh(): Promise<void> {
    return this.#keeper.renew();
  }

  /**
   * Reports that a token was rejected, for example in a client of your own that uses it. The module treats
   * this like a 401 of its own calls:
   *
   * - If the token is no longer held, nothing happens.
   * - If the token was in use for ten seconds, it is dropped, and another one is requested at once.
   * - If the token is newer, its predecessor is used, if there is one: the API may need a moment to know a
   * new token. If there is none, another token is requested, but not repeatedly for tokens that never worked.
   */
  invalidate(token: string): void {
    this.#keeper.rejected(token);
  }

  /** The state of the token at this moment. This needs no I/O, and the result holds no secret. */
  snapshot(): TokenSnapshot {
    return this.#keeper.snapshot();
  }
}
