import type { AccountIdentity } from '../errors/account-identity.js';
import type { RateQueue } from '../pacing/rate-budget.js';
import { type Instant, remainingMs, toDate } from '../timing/instant.js';
import { errorOf } from './refresh-failure.js';
import { isEndedByOthers } from './acceptances.js';
import { isRefusal } from './source/token-failure.js';
import type { TokenLifetime } from './source/token-response.js';
import { validToken } from './renewal-timing.js';
import type { TokenState } from './token-state.js';

/**
 * The state of a token, as callers experience it:
 *
 * - `idle`: no token was needed yet, or none for so long that the last one was left to expire
 * - `valid`: a token is held
 * - `degraded`: a token is held, but the last attempt to renew it failed
 * - `expired`: the last token expired, and there is no new one yet
 * - `unavailable`: no token is held, and the last attempt to obtain one failed
 * - `rejected`: no token is held, and the credentials or the configuration are refused
 * - `closed`: the account was closed
 */
export type TokenStateName =
  'idle' | 'valid' | 'degraded' | 'expired' | 'unavailable' | 'rejected' | 'closed';

/**
 * The state of an account's token at one instant. It holds neither a token nor a secret, so it is fit for
 * logs and health checks.
 */
export interface TokenSnapshot extends AccountIdentity {
  readonly state: TokenStateName;
  /** Whether a token request is in progress. */
  readonly isRefreshing: boolean;
  /**
   * Whether the account sleeps: it was not used for a while, so its token is not renewed until the next use.
   */
  readonly isAsleep: boolean;
  /**
   * Whether proven tokens were rejected long before their expiry, twice within two hours. In that case,
   * another program revokes them, or requests tokens with the same API key and thereby ends those of this
   * process. Give each application a key of its own, or have them share a token store.
   */
  readonly isEndedByOthers: boolean;
  /** Number of the held token, 1 for the first one; 0 if there is none. */
  readonly generation: number;
  /** Seconds until the token expires; 0 if there is none. */
  readonly secondsToExpiry: number;
  readonly obtainedAt?: Date;
  /** When the token is renewed in the background. */
  readonly refreshAt?: Date;
  readonly expiresAt?: Date;
  /** Lifetime of the token, and whether the server stated it or it was assumed. */
  readonly lifetime?: TokenLifetime;
  /** How many calls wait for their turn; undefined with `pacing: false`. */
  readonly pacing?: RateQueue;
  /**
   * Whether the resources that processes share worked when they were last used; undefined if nothing is
   * shared. While the token store fails, this process requests its own tokens. While the rate budget fails,
   * it keeps to its `localShare`.
   */
  readonly sharing?: { readonly store?: 'works' | 'fails'; readonly budget?: 'works' | 'fails' };
  /** The last failure, until an attempt succeeds. */
  readonly failure?: {
    readonly code: string;
    readonly message: string;
    /** Consecutive failed attempts. Refusals and passing failures are counted separately. */
    readonly count: number;
    readonly nextAttemptAt: Date;
  };
}

/** The data that a snapshot is taken of. */
export interface SnapshotSubject extends Pick<TokenSnapshot, 'pacing' | 'sharing'> {
  readonly identity: AccountIdentity;
  readonly state: TokenState;
  readonly isRefreshing: boolean;
  readonly isAsleep: boolean;
  readonly isClosed: boolean;
}

/** Describes the subject at an instant. */
export function snapshotOf(subject: SnapshotSubject, at: Instant): TokenSnapshot {
  const { identity, state } = subject;
  const { failure } = state;
  const token = validToken(state, at);
  const error = failure && errorOf(failure);
  return {
    ...identity,
    state: stateOf(subject, token !== undefined),
    isRefreshing: subject.isRefreshing,
    isAsleep: subject.isAsleep,
    isEndedByOthers: isEndedByOthers(state.rejections, at),
    generation: token?.generation ?? 0,
    secondsToExpiry: token ? remainingMs(token.expiresAt, at) / 1000 : 0,
    ...(token && {
      obtainedAt: toDate(token.requestedAt, at),
      refreshAt: toDate(token.refreshAt, at),
      expiresAt: toDate(token.expiresAt, at),
      lifetime: token.lifetime,
    }),
    ...(subject.pacing && { pacing: subject.pacing }),
    ...(subject.sharing && { sharing: subject.sharing }),
    ...(failure &&
      error && {
        failure: {
          code: error.code,
          message: error.message,
          count: failure.count,
          nextAttemptAt: toDate(failure.nextAttemptAt, at),
        },
      }),
  };
}

function stateOf(subject: SnapshotSubject, isValid: boolean): TokenStateName {
  const { failure, token } = subject.state;
  if (subject.isClosed) return 'closed';
  if (isValid && failure) return 'degraded';
  if (!isValid && failure && isRefusal(failure.kind)) return 'rejected';
  if (isValid) return 'valid';
  if (token && !subject.isAsleep) return 'expired';
  return failure ? 'unavailable' : 'idle';
}
