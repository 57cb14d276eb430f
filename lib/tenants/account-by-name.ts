import type { Observable } from 'rxjs';
import type { Account } from '../account/account.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { ObservedCalls } from '../http/observed-calls.js';
import type { Abortable } from '../timing/abort.js';
import type { TokenEvent } from '../observation/token-events.js';

/**
 * Leads from the services of a tenant, which may be kept, to the account that is open for it at a given
 * moment.
 */
export interface AccountByName {
  /** The identity of the account that was last seen. */
  readonly identity: ResolvedOptions['identity'];

  /** Has calls observed before the account is open; undefined if nobody observes. */
  readonly observed: ObservedCalls | undefined;

  /** Whether the application has shut down. */
  readonly isClosed: boolean;

  /** The account, if one is open at this moment. */
  readonly present: Account | undefined;

  /** Events of the tokens of all accounts of that name. */
  readonly events$: Observable<TokenEvent>;

  /**
   * Returns the account, and opens it if necessary. If it is closed before the caller continues, another one
   * is opened.
   *
   * @throws what `AlternativePaymentsTenants.get()` throws, or the reason of the signal
   */
  reach(signal?: Abortable): Promise<Account>;
}
