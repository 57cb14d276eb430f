import type { TokenSnapshot } from '../token/token-snapshot.js';
import type { AlternativePaymentsHealthOptions } from './health-options.js';

/**
 * Judges an account by whether it holds a token and whether the last attempt to obtain one failed. An attempt
 * in progress changes neither, so the verdict does not flap during an outage.
 */
export function verdictOf(
  { state, generation, failure, isAsleep }: TokenSnapshot,
  { critical, requireToken }: AlternativePaymentsHealthOptions,
): 'up' | 'degraded' | 'down' {
  const worst = critical === false ? 'degraded' : 'down';
  if (state === 'closed') return worst;
  // No attempt is made while an account sleeps. If its last failure counted, a probe that keeps all traffic away
  // would keep the account asleep, and the failure would never end.
  const isFailing = failure !== undefined && !isAsleep;
  if (generation > 0) return isFailing ? 'degraded' : 'up';
  return isFailing || requireToken === true ? worst : 'up';
}
