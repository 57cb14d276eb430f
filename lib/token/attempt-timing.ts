import { backoffMs } from '../timing/backoff.js';
import { type Instant, remainingMs } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { isRefusal, type TokenFailure } from './source/token-failure.js';
import type { TokenPolicy } from './source/token-policy.js';

/**
 * Milliseconds until the next attempt after a failure. While a good token is held the pause is at most a
 * share of what is left of it, so that attempts do not run out before the token does; a server's
 * `Retry-After` always holds.
 *
 * @param step how far the backoff has got, 1 after the first failure
 * @param random a number from 0 to 1
 */
export function pauseMs(
  failure: TokenFailure,
  step: number,
  held: AccessToken | undefined,
  at: Instant,
  policy: TokenPolicy,
  random: number,
): number {
  // A refusal that gives no reason may be over in a moment.
  const isMeant = isRefusal(failure.kind) && !(failure.isWordless && step === 1);
  const backoff = isMeant
    ? backoffMs(step, policy.rejectedBackoff, 1)
    : backoffMs(step, policy.transientBackoff, random);
  const leftMs = leftOf(held, at);
  const capMs = leftMs > 0 ? Math.max(policy.heldPauseFloorMs, leftMs * policy.heldShare) : Infinity;
  return Math.max(Math.min(backoff, capMs), failure.retryAfterMs ?? 0);
}

/**
 * Time-out of the next attempt in milliseconds. While a good token is held, silence must not eat what is left
 * of it: there has to be time for another attempt. But an endpoint that is merely slow must get as long as it
 * is known to need, or a short-lived token would never be renewed in time.
 */
export function attemptTimeoutMs(held: AccessToken | undefined, at: Instant, policy: TokenPolicy): number {
  const leftMs = leftOf(held, at);
  if (held === undefined || leftMs <= 0) return policy.attemptMs;
  const neededMs = Math.max(policy.heldAttemptFloorMs, held.tookMs * policy.heldAttemptSlack);
  return Math.min(policy.attemptMs, Math.max(neededMs, leftMs * policy.heldShare));
}

function leftOf(held: AccessToken | undefined, at: Instant): number {
  return held === undefined ? 0 : remainingMs(held.expiresAt, at);
}
