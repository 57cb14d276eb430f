import type { Activity } from '../timing/activity.js';
import type { Patience } from './patience.js';
import type { RefreshTimer } from './refresh-timer.js';
import type { TokenSource } from './source/token-source.js';
import type { TokenPolicy } from './source/token-policy.js';
import type { SnapshotSubject } from './token-snapshot.js';
import type { TokenReporter } from './token-reporter.js';

/** The parts that a `TokenKeeper` works with. */
export interface TokenKeeperParts {
  readonly source: TokenSource;
  /**
   * The account as of the API key that was last read, and the state of its rate budget and of shared
   * resources.
   */
  readonly account: () => Pick<SnapshotSubject, 'identity' | 'pacing' | 'sharing'>;
  readonly timer: RefreshTimer;
  readonly reporter: TokenReporter;
  readonly policy: TokenPolicy;
  /** Records every use, so that the pool knows when the account is idle. */
  readonly activity: Activity;
  /** How long callers without a token wait, and how many attempts that fail quickly they wait through. */
  readonly patience: Patience;
  /** Asks an observer what it wants to know of the cause of an attempt. */
  readonly cause?: () => unknown;
}
