import { type Backoff, backoffMs } from '../timing/backoff.js';
import type { Verdict } from '../token/rejections.js';

/** The facts of an attempt that decide what comes next. */
export interface AttemptFacts {
  /** The method in capitals. */
  readonly method: string;
  /** What the rejection of its token means, if the token was rejected. */
  readonly rejection?: Verdict;
  /** Whether the server answered 429, even if the caller accepts that status. */
  readonly isOverLimit: boolean;
  /**
   * Whether the server failed with a 5xx that the caller does not accept, or the connection failed before the
   * answer was complete. A timeout or a cancellation does not count.
   */
  readonly hasFailed: boolean;
  /** The pause that the server asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** How often a call was sent before, and why. */
export interface SoFar {
  /** Attempts whose token was rejected. */
  readonly rejections: number;
  /** Whether it was sent for a last time after its token was rejected. */
  readonly wasLast: boolean;
  /** Attempts after failures. */
  readonly retries: number;
}

/** What a call may do. */
export interface Allowance {
  /** Whether the body can be sent once more. */
  readonly isResendable: boolean;
  /** Whether it can be sent again after a rejected token, and the caller allows that. */
  readonly mayReplay: boolean;
  readonly maxRetries: number;
  readonly backoff: Backoff;
  /** Timeout of the whole call in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * - `settle`: give the answer to the caller
 * - `replay`: send it again with another token, after the pause if there is one; `isLast` if the caller gets
 * the next answer in any case
 * - `retry`: send it again after the pause
 */
type Next =
  | { readonly do: 'settle' }
  | { readonly do: 'replay'; readonly pauseMs?: number; readonly isLast?: boolean }
  | { readonly do: 'retry'; readonly pauseMs: number };

/** Attempts of a call whose tokens are rejected. */
const MOST_SENDINGS = 3;

/** The pause before the last attempt, in milliseconds. During it, the API may learn of a new token. */
const LATER: Backoff = { baseMs: 1_000, maxMs: 1_000 };

/** Methods that change nothing on the server, so that repeating them is harmless. */
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
 * Decides whether a request is sent again; there is no other such rule elsewhere. Money is never moved twice:
 * a request that may have reached the server is repeated only if it changes nothing there, or if the server
 * has said that it did not act.
 *
 * @param soFar the attempts before the one that has just ended
 * @param random a number from 0 to 1
 */
export function next(facts: AttemptFacts, soFar: SoFar, allowance: Allowance, random: number): Next {
  // A body that is used up can never be sent again.
  if (!allowance.isResendable) return { do: 'settle' };
  // A rejected token proves, for every method, that the server did not act. Another token may be accepted.
  if (mayReplay(soFar, allowance)) {
    if (facts.rejection === 'again') return { do: 'replay' };
    // There is no other token, but in a moment the server may know the one that is held.
    if (facts.rejection === 'later')
      return { do: 'replay', pauseMs: backoffMs(1, LATER, random), isLast: true };
  }
  // Everything else is repeated a limited number of times.
  if (soFar.retries >= allowance.maxRetries) return { do: 'settle' };
  // A 429, too, says that the server did not act. If it may have acted, only a request that changes nothing
  // is sent again.
  if (!facts.isOverLimit && !(facts.hasFailed && isSafe(facts.method))) return { do: 'settle' };
  const pauseMs = Math.max(backoffMs(soFar.retries + 1, allowance.backoff, random), facts.retryAfterMs ?? 0);
  // A pause longer than the call would only keep the answer from the caller.
  return pauseMs < allowance.timeoutMs ? { do: 'retry', pauseMs } : { do: 'settle' };
}

/** The counts of a call that is sent again. */
export function after(soFar: SoFar, step: Exclude<Next, { do: 'settle' }>): SoFar {
  if (step.do === 'retry') return { ...soFar, retries: soFar.retries + 1 };
  return { ...soFar, rejections: soFar.rejections + 1, wasLast: step.isLast === true };
}
