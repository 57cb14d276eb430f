import type { AccountIdentity } from '../errors/account-identity.js';
import { type Instant, isReached, remainingMs, toDate } from '../timing/instant.js';
import { errorOf, type RefreshFailure } from './refresh-failure.js';
import type { AccessToken } from './access-token.js';
import { isRefusal } from './token-failure.js';
import type { TokenLifetime } from './token-response.js';

/**
 * - `idle`: no token was asked for yet, or none for so long that the last one was left to expire
 * - `valid`: a token is held
 * - `refreshing`: a token request is under way
 * - `degraded`: a token is held, but the last attempt to renew it failed
 * - `expired`: the last token expired, and there is no new one yet
 * - `unavailable`: no token is held, and the last attempt to obtain one failed
 * - `rejected`: no token is held, and the credentials or the configuration are refused
 * - `closed`: the account was closed
 */
export type TokenStateName =
  'idle' | 'valid' | 'refreshing' | 'degraded' | 'expired' | 'unavailable' | 'rejected' | 'closed';

/** The state of an account's token at one instant. Holds neither token nor secret; fit for logs and health checks. */
export interface TokenSnapshot extends AccountIdentity {
  readonly state: TokenStateName;
  /** Whether the token is not renewed until its next use, because the tenant's account was not used for a while. */
  readonly isAsleep: boolean;
  /** Number of the token held, 1 for the first one; 0 if there is none. */
  readonly generation: number;
  /** Seconds until the token expires; 0 if there is none. */
  readonly secondsToExpiry: number;
  readonly obtainedAt?: Date;
  /** When the token is renewed in the background. */
  readonly refreshAt?: Date;
  readonly expiresAt?: Date;
  /** Lifetime of the token, and whether the server named it or it was assumed. */
  readonly lifetime?: TokenLifetime;
  /** The last failure, until an attempt succeeds. */
  readonly failure?: {
    readonly code: string;
    readonly message: string;
    /** Failed attempts in a row; refusals and passing failures are counted apart. */
    readonly count: number;
    readonly nextAttemptAt: Date;
  };
}

/** What a snapshot is taken of. */
export interface SnapshotSubject {
  readonly identity: AccountIdentity;
  readonly token?: AccessToken;
  readonly failure?: RefreshFailure;
  readonly isRefreshing: boolean;
  readonly isAsleep: boolean;
  readonly isClosed: boolean;
}

/** Describes the subject at an instant. */
export function snapshotOf(subject: SnapshotSubject, at: Instant): TokenSnapshot {
  const { identity, failure } = subject;
  const token = subject.token && !isReached(subject.token.expiresAt, at) ? subject.token : undefined;
  const error = failure && errorOf(failure);
  return {
    ...identity,
    state: stateOf(subject, token !== undefined),
    isAsleep: subject.isAsleep,
    generation: token?.generation ?? 0,
    secondsToExpiry: token ? remainingMs(token.expiresAt, at) / 1000 : 0,
    ...(token && {
      obtainedAt: toDate(token.requestedAt, at),
      refreshAt: toDate(token.refreshAt, at),
      expiresAt: toDate(token.expiresAt, at),
      lifetime: token.lifetime,
    }),
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
  const { failure, isRefreshing, isAsleep } = subject;
  if (subject.isClosed) return 'closed';
  if (isValid && failure) return 'degraded';
  if (!isValid && failure && isRefusal(failure.kind)) return 'rejected';
  if (isRefreshing) return 'refreshing';
  if (isValid) return 'valid';
  if (subject.token && !isAsleep) return 'expired';
  return failure ? 'unavailable' : 'idle';
}
