import type { Observable } from 'rxjs';
import type { Account } from '../account/account.js';
import type { AlternativePaymentsClient } from '../api/alternative-payments-client.js';
import { createClient } from '../api/client.js';
import { type Route, routeThrough } from '../api/calls/route.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { AccountIdentity } from '../errors/account-identity.js';
import type { ObservedCalls } from '../http/observed-calls.js';
import type { Abortable } from '../timing/abort.js';
import type { TokenEvent } from '../observation/token-events.js';
import type { AccountByName } from './account-by-name.js';
import type { TenantAccount } from './tenant-account.js';
import { TenantRequests } from './tenant-requests.js';
import { TenantTokenService } from './tenant-token.service.js';

/** What a handle needs from the accounts of its registration. */
export interface AccountsByName {
  /** Whether the application has shut down. */
  isClosed(): boolean;

  /** Name of the account of that tenant, whether it is open or not. */
  accountOf(tenantId: string): string;

  /** Has calls observed before the account is open; undefined if nobody observes. */
  observed(tenantId: string, identity: AccountIdentity): ObservedCalls | undefined;

  /** The account of that name, if it is open. */
  find(tenantId: string): Account | undefined;

  /** Returns the account of that name, and opens it if necessary. Other callers then get this handle. */
  reach(tenantId: string, handle: TenantHandle, signal?: Abortable): Promise<Account>;

  /** Events of the tokens of all accounts of that name. */
  eventsOf(tenantId: string): Observable<TokenEvent>;
}

/**
 * The services of a tenant. They find its account by name, so there is one handle while its accounts come and
 * go.
 */
export class TenantHandle implements AccountByName {
  readonly services: TenantAccount;
  /** Where the calls of the tenant's clients go. */
  readonly route: Route;
  readonly #requests: TenantRequests;

  /** @param options the options of its account or, if none is open, those of the registration */
  constructor(
    private readonly accounts: AccountsByName,
    private readonly tenantId: string,
    options: ResolvedOptions,
  ) {
    this.#requests = new TenantRequests(this, options);
    const { httpService } = this.#requests;
    const route = (this.route = routeThrough(httpService, () => accounts.accountOf(tenantId)));
    let client: AlternativePaymentsClient | undefined;
    this.services = Object.freeze({
      // Many tenants are used by one of their services only.
      get client() {
        return (client ??= createClient(() => route));
      },
      httpService,
      tokenService: new TenantTokenService(this),
    });
  }

  get identity(): ResolvedOptions['identity'] {
    return this.#requests.identity;
  }

  get observed(): ObservedCalls | undefined {
    return this.accounts.observed(this.tenantId, this.identity);
  }

  get isClosed(): boolean {
    return this.accounts.isClosed();
  }

  get present(): Account | undefined {
    return this.accounts.find(this.tenantId);
  }

  get events$(): Observable<TokenEvent> {
    return this.accounts.eventsOf(this.tenantId);
  }

  async reach(signal?: Abortable): Promise<Account> {
    return this.present ?? this.accounts.reach(this.tenantId, this, signal);
  }

  /** Replaces the address and the other defaults of requests with those of this account. */
  adopt(account: Account): void {
    this.#requests.adopt(account);
  }
}
