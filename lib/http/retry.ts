import { type Backoff, backoffMs } from '../timing/backoff.js';
import type { Verdict } from '../token/rejections.js';

/** How an attempt ended, as far as it matters for what comes next. */
export interface AttemptFacts {
  /** In capitals. */
  readonly method: string;
  /** What the rejection of its token means, if it was rejected. */
  readonly rejection?: Verdict;
  /** Whether the server said 429, whatever the caller makes of it. */
  readonly isOverLimit: boolean;
  /**
   * Whether the server failed with a 5xx that the caller does not accept, or the connection failed before the answer
   * was there as a whole. A time-out or a cancellation is not that.
   */
  readonly hasFailed: boolean;
  /** What the server asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** How often a call was sent, and why. */
export interface SoFar {
  /** Sendings whose token was rejected. */
  readonly rejections: number;
  /** Whether it was sent a last time after the rejection of its token. */
  readonly wasLast: boolean;
  /** Sendings after failures. */
  readonly retries: number;
}

/** What a call may do. */
export interface Allowance {
  /** Whether the body can be sent once more. */
  readonly isResendable: boolean;
  /** Whether it can be sent again after a rejected token, and the caller lets it be. */
  readonly mayReplay: boolean;
  readonly maxRetries: number;
  readonly backoff: Backoff;
  /** The time of the whole call. */
  readonly timeoutMs: number;
}

/**
 * - `settle`: the answer is for the caller
 * - `replay`: send it again with another token, after the pause if there is one; `isLast` if whatever then comes is for
 *   the caller
 * - `retry`: send it again after the pause
 */
type Next =
  | { readonly do: 'settle' }
  | { readonly do: 'replay'; readonly pauseMs?: number; readonly isLast?: boolean }
  | { readonly do: 'retry'; readonly pauseMs: number };

/** So often a call is sent on account of rejected tokens. */
const MOST_SENDINGS = 3;

/** The pause before a last try, while the API may come to know a token, in milliseconds. */
const LATER: Backoff = { baseMs: 1_000, maxMs: 1_000 };

/** Methods that change nothing on the server, so that sending them twice is sending them once. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request of this method changes nothing on the server. */
export function isSafe(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/** Whether a call could be sent again if its token were rejected once more. */
export function mayReplay(soFar: SoFar, allowance: Allowance): boolean {
  return allowance.mayReplay && !soFar.wasLast && soFar.rejections + 1 < MOST_SENDINGS;
}

/**
 * The whole law of sending a request again. Money is never moved twice: what may have reached the server is repeated
 * only if it changes nothing there, or if the server has said that it did not act.
 *
 * @param soFar without the attempt that has just ended
 * @param random a number from 0 to 1
 */
export function next(facts: AttemptFacts, soFar: SoFar, allowance: Allowance, random: number): Next {
  // A body that is used up cannot be sent again, whatever happened.
  if (!allowance.isResendable) return { do: 'settle' };
  // A rejected token proves that the server did not act, for every method: another token may be accepted.
  if (mayReplay(soFar, allowance)) {
    if (facts.rejection === 'again') return { do: 'replay' };
    // There is none, but in a moment the server may know the one that is held.
    if (facts.rejection === 'later')
      return { do: 'replay', pauseMs: backoffMs(1, LATER, random), isLast: true };
  }
  // Everything else is repeated only so often.
  if (soFar.retries >= allowance.maxRetries) return { do: 'settle' };
  // A 429 says that the server did not act, too. Where it may have acted, only what changes nothing is sent again.
  if (!facts.isOverLimit && !(facts.hasFailed && isSafe(facts.method))) return { do: 'settle' };
  const pauseMs = Math.max(backoffMs(soFar.retries + 1, allowance.backoff, random), facts.retryAfterMs ?? 0);
  // A pause that the call cannot outlive would only keep the answer from the caller.
  return pauseMs < allowance.timeoutMs ? { do: 'retry', pauseMs } : { do: 'settle' };
}

/** How often a call was sent once it is sent again. */
export function after(soFar: SoFar, step: Exclude<Next, { do: 'settle' }>): SoFar {
  if (step.do === 'retry') return { ...soFar, retries: soFar.retries + 1 };
  return { ...soFar, rejections: soFar.rejections + 1, wasLast: step.isLast === true };
}
