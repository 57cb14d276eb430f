import type { Observable } from 'rxjs';
import type { Account } from '../account/account.js';
import type { Abortable } from '../timing/abort.js';
import type { TokenEvent } from '../token/token-events.js';
import type { TenantHandle } from './tenant-handle.js';

/** What the services of a tenant ask for the account of that name. */
export interface AccountsByName {
  /** Whether the application has shut down. */
  readonly isClosed: boolean;

  /** The account of that name, if it is open. */
  find(tenantId: string): Account | undefined;

  /**
   * The account of that name, opened if it is not open.
   *
   * @param handle for whom it is opened
   * @throws what `get()` throws, or the reason of the signal
   */
  reach(tenantId: string, handle: TenantHandle, signal?: Abortable): Promise<Account>;

  /** Whether the token of that account is left alone until its next use. */
  isAsleep(tenantId: string): boolean;

  /** What happens to the tokens of the accounts of that name. */
  eventsOf(tenantId: string): Observable<TokenEvent>;
}
