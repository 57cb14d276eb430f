import type { Observable } from 'rxjs';
import type { Account } from '../account/account.js';
import type { ResolvedOptions } from '../config/resolved-options.js';
import type { Abortable } from '../timing/abort.js';
import type { TokenEvent } from '../token/token-events.js';

/** The way from the services of a tenant, which may be kept, to the account that is open for it at a moment. */
export interface AccountByName {
  /** How the account is called that was met last. */
  readonly identity: ResolvedOptions['identity'];

  /** Whether the application has shut down. */
  readonly isClosed: boolean;

  /** The account at this moment, if one is open. */
  readonly present: Account | undefined;

  /** What happens to the tokens of the accounts of that name. */
  readonly events$: Observable<TokenEvent>;

  /**
   * The account, opened if that is needed. It may have been closed just before the caller goes on; then there is another one.
   *
   * @throws what `AlternativePaymentsTenants.get()` throws, or the reason of the signal
   */
  reach(signal?: Abortable): Promise<Account>;
}
