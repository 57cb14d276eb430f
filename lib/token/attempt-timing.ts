import { backoffMs } from '../timing/backoff.js';
import { type Instant, remainingMs } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { isRefusal, type TokenFailure } from './source/token-failure.js';
import type { TokenPolicy } from './source/token-policy.js';

/**
 * Milliseconds until the next attempt after a failure. While a valid token is held, the pause is at most a
 * share of its remaining lifetime, so that there are attempts until it expires. A server's `Retry-After`
 * always applies.
 *
 * @param step step of the backoff, 1 after the first failure
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
  // A refusal without a reason may be over in a moment.
  const isMeant = isRefusal(failure.kind) && !(failure.isWordless && step === 1);
  const backoff = isMeant
    ? backoffMs(step, policy.rejectedBackoff, 1)
    : backoffMs(step, policy.transientBackoff, random);
  const leftMs = leftOf(held, at);
  const capMs = leftMs > 0 ? Math.max(policy.heldPauseFloorMs, leftMs * policy.heldShare) : Infinity;
  return Math.max(Math.min(backoff, capMs), failure.retryAfterMs ?? 0);
}

/**
 * Timeout of the next attempt in milliseconds. While a valid token is held, an endpoint that does not answer
 * must not use up its remaining lifetime: there has to be time for another attempt. But a merely slow
 * endpoint must get as much time as it is known to need. Otherwise a short-lived token would never be renewed
 * in time.
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
