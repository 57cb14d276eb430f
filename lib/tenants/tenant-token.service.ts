import type { Observable } from 'rxjs';
import type { Abortable } from '../timing/abort.js';
import { now } from '../timing/instant.js';
import type { TokenEvent } from '../token/token-events.js';
import { snapshotOf, type TokenSnapshot } from '../token/token-snapshot.js';
import { NO_TOKEN } from '../token/token-state.js';
import { TokenService } from '../token/token.service.js';
import type { TenantHandle } from './tenant-handle.js';

/** The `TokenService` of a tenant, which finds the tenant's account by name at each use. */
export class TenantTokenService extends TokenService {
  readonly #handle: TenantHandle;

  constructor(handle: TenantHandle) {
    // Every public member is answered by the account of that name.
    super(undefined as never);
    this.#handle = handle;
  }

  override get events$(): Observable<TokenEvent> {
    const { accounts, tenantId } = this.#handle;
    return accounts.eventsOf(tenantId);
  }

  override getToken(options: { signal?: AbortSignal } = {}): Promise<string> {
    return this.#use((tokens) => tokens.getToken(options), options.signal);
  }

  override refresh(): Promise<void> {
    return this.#use((tokens) => tokens.refresh());
  }

  override invalidate(token: string): void {
    this.#handle.present?.tokenService.invalidate(token);
  }

  override snapshot(): TokenSnapshot {
    const { accounts, tenantId, identity, present } = this.#handle;
    if (present !== undefined)
      return { ...present.tokenService.snapshot(), isAsleep: accounts.isAsleep(tenantId) };
    const { isClosed } = accounts;
    return snapshotOf({ identity, state: NO_TOKEN, isRefreshing: false, isAsleep: true, isClosed }, now());
  }

  async #use<T>(run: (tokens: TokenService) => Promise<T>, signal?: Abortable): Promise<T> {
    for (;;) {
      const account = await this.#handle.reach(signal);
      if (!account.isClosed) return run(account.tokenService);
    }
  }
}
