import type { Observable } from 'rxjs';
import type { Abortable } from '../timing/abort.js';
import { now } from '../timing/instant.js';
import type { TokenEvent } from '../observation/token-events.js';
import { snapshotOf, type TokenSnapshot } from '../token/token-snapshot.js';
import { NO_TOKEN } from '../token/token-state.js';
import { TokenService } from '../token/token.service.js';
import type { AccountByName } from './account-by-name.js';

/** The `TokenService` of a tenant. It finds the tenant's account by name at each use. */
export class TenantTokenService extends TokenService {
  readonly #tenant: AccountByName;

  constructor(tenant: AccountByName) {
    // Every public member is overridden and uses the account of that name.
    super(undefined as never);
    this.#tenant = tenant;
  }

  override get events$(): Observable<TokenEvent> {
    return this.#tenant.events$;
  }

  override getToken(options: { signal?: AbortSignal } = {}): Promise<string> {
    return this.#use((tokens) => tokens.getToken(options), options.signal);
  }

  override refresh(): Promise<void> {
    return this.#use((tokens) => tokens.refresh());
  }

  override invalidate(token: string): void {
    this.#tenant.present?.tokenService.invalidate(token);
  }

  override snapshot(): TokenSnapshot {
    const { identity, isClosed, present } = this.#tenant;
    if (present !== undefined) return present.tokenService.snapshot();
    return snapshotOf({ identity, state: NO_TOKEN, isRefreshing: false, isAsleep: true, isClosed }, now());
  }

  async #use<T>(run: (tokens: TokenService) => Promise<T>, signal?: Abortable): Promise<T> {
    for (;;) {
      const account = await this.#tenant.reach(signal);
      if (!account.isClosed) return run(account.tokenService);
    }
  }
}
