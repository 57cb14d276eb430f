import type { Activity } from '../timing/activity.js';
import type { Patience } from './patience.js';
import type { RefreshTimer } from './refresh-timer.js';
import type { TokenSource } from './source/token-source.js';
import type { TokenPolicy } from './source/token-policy.js';
import type { SnapshotSubject } from './token-snapshot.js';
import type { TokenReporter } from './token-reporter.js';

/** What a `TokenKeeper` works with. */
export interface TokenKeeperParts {
  readonly source: TokenSource;
  /** Whose tokens they are, by the API key that was read last, and how it stands with what tokens and calls share. */
  readonly account: () => Pick<SnapshotSubject, 'identity' | 'pacing' | 'sharing'>;
  readonly timer: RefreshTimer;
  readonly reporter: TokenReporter;
  readonly policy: TokenPolicy;
  /** What uses the account tells. */
  readonly activity: Activity;
  /** How long callers without a token wait, and for how many attempts that failed quickly. */
  readonly patience: Patience;
}
