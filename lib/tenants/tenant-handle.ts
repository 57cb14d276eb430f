import type { Account } from '../account/account.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { Abortable } from '../timing/abort.js';
import type { AccountsByName } from './accounts-by-name.js';
import type { TenantAccount } from './tenant-account.js';
import { TenantRequests } from './tenant-requests.js';
import { TenantTokenService } from './tenant-token.service.js';

/** The services of a tenant, and the way from them to the account that is open for it at a moment. */
export class TenantHandle {
  readonly services: TenantAccount;
  readonly #requests: TenantRequests;

  /** @param options of the account for which it is made */
  constructor(
    readonly accounts: AccountsByName,
    readonly tenantId: string,
    options: ResolvedOptions,
  ) {
    this.#requests = new TenantRequests(this, options);
    this.services = Object.freeze({
      httpService: this.#requests.httpService,
      tokenService: new TenantTokenService(this),
    });
  }

  /** How the account is called that was met last. */
  get identity(): ResolvedOptions['identity'] {
    return this.#requests.identity;
  }

  /** The account at this moment, if one is open. */
  get present(): Account | undefined {
    return this.accounts.find(this.tenantId);
  }

  /**
   * The account, opened if that is needed.
   *
   * @returns an account that may have been closed just before the caller goes on; then there is another one
   */
  async reach(signal?: Abortable): Promise<Account> {
    return this.present ?? this.accounts.reach(this.tenantId, this, signal);
  }

  /** Has the address and the other defaults of requests be those of this account. */
  adopt(account: Account): void {
    this.#requests.adopt(account);
  }
}
