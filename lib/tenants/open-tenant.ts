import type { Account } from '../account/account.js';
import type { TokenStateName } from '../token/token-snapshot.js';
import type { TenantHandle } from './tenant-handle.js';

/** A tenant whose account is open. */
export interface OpenTenant {
  readonly account: Account;
  /** What `get()` hands out while this account is open. */
  readonly handle: TenantHandle;
  /** The state of its token when something last happened to it. */
  state: TokenStateName;
  /** Hands on what has to outlive the account. */
  readonly forgotten: () => void;
}
