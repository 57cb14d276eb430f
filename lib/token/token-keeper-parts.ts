import type { AccountIdentity } from '../errors/account-identity.js';
import type { Activity } from '../timing/activity.js';
import type { Patience } from './patience.js';
import type { RefreshTimer } from './refresh-timer.js';
import type { TokenSource } from './source/token-source.js';
import type { TokenPolicy } from './source/token-policy.js';
import type { TokenReporter } from './token-reporter.js';

/** What a `TokenKeeper` works with. */
export interface TokenKeeperParts {
  readonly source: TokenSource;
  /** Whose tokens they are, by the API key that was read last. */
  readonly identity: () => AccountIdentity;
  readonly timer: RefreshTimer;
  readonly reporter: TokenReporter;
  readonly policy: TokenPolicy;
  /** What uses the account tells. */
  readonly activity: Activity;
  /** How long callers without a token wait, and for how many attempts that failed quickly. */
  readonly patience: Patience;
}
