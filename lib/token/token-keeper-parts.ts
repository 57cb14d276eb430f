import type { Activity } from '../timing/activity.js';
import type { Patience } from './patience.js';
import type { RefreshTimer } from './refresh-timer.js';
import type { TokenAcquisition } from './token-acquisition.js';
import type { TokenPolicy } from './token-policy.js';
import type { TokenReporter } from './token-reporter.js';

/** What a `TokenKeeper` works with. */
export interface TokenKeeperParts {
  readonly acquisition: TokenAcquisition;
  readonly timer: RefreshTimer;
  readonly reporter: TokenReporter;
  readonly policy: TokenPolicy;
  /** What uses the account tells. */
  readonly activity: Activity;
  /** How long callers without a token wait, and for how many attempts that failed quickly. */
  readonly patience: Patience;
}
