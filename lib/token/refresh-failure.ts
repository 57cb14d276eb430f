import type { ClientCredentials } from '../config/client-credentials.js';
import type { AccountIdentity } from '../errors/account-identity.js';
import {
  CredentialsRejectedError,
  CredentialsUnavailableError,
  MalformedTokenResponseError,
  TokenEndpointMisconfiguredError,
  TokenEndpointUnavailableError,
  type TokenFailureFacts,
  type TokenUnavailableError,
} from '../errors/token.errors.js';
import { after, type Deadline, type Instant, toDate } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { pauseMs } from './attempt-timing.js';
import { isRefusal, type TokenFailure, type TokenFailureKind } from './source/token-failure.js';
import type { TokenPolicy } from './source/token-policy.js';

/** What is remembered while attempts keep failing. */
export interface RefreshFailure {
  readonly kind: TokenFailureKind;
  /** The facts that callers are told meanwhile. Each gets an error of its own from `errorOf()`. */
  readonly facts: TokenFailureFacts;
  /** Consecutive failures of this kind. */
  readonly count: number;
  /** The step of the backoff. */
  readonly step: number;
  /** Whether the pause was shortened because a token is held. Such a pause does not lengthen the next one. */
  readonly isCutShort: boolean;
  readonly nextAttemptAt: Deadline;
  /** Whether the failure came quickly and may be over in a moment. */
  readonly isQuick: boolean;
  /** The API key that was refused. */
  readonly refused?: ClientCredentials;
}

/** Combines a failure with what was remembered of the previous ones. */
export function remember(
  failure: TokenFailure,
  earlier: RefreshFailure | undefined,
  held: AccessToken | undefined,
  at: Instant,
  policy: TokenPolicy,
  random: number,
  identity: AccountIdentity,
): RefreshFailure {
  // A refusal after a long outage is the first of its kind, and gets the short first pause.
  const follows =
    earlier !== undefined &&
    isRefusal(earlier.kind) === isRefusal(failure.kind) &&
    isSameKey(earlier.refused, failure.refused);
  const count = follows ? earlier.count + 1 : 1;
  // A shortened pause does not advance the backoff. Otherwise the many short ones near expiry would make the
  // next one the longest of all.
  const step = follows ? earlier.step + (earlier.isCutShort ? 0 : 1) : 1;
  const pause = pauseMs(failure, step, held, at, policy, random);
  const isCutShort = pause < pauseMs(failure, step, undefined, at, policy, random);
  const nextAttemptAt = after(at, pause);
  const { kind, refused, isQuick = false, isWordless: _, ...said } = failure;
  const facts = { ...said, identity, nextAttemptAt: toDate(nextAttemptAt, at) };
  return { kind, facts, count, step, isCutShort, nextAttemptAt, isQuick, refused };
}

/** A key other than the refused one starts with a clean slate. */
function isSameKey(one: ClientCredentials | undefined, other: ClientCredentials | undefined): boolean {
  return one === undefined || other === undefined || one.equals(other);
}

/**
 * Creates a new error for each caller: axios and other tools write to the errors that they pass on, for
 * example to their stack.
 */
export function errorOf({ kind, facts }: Pick<RefreshFailure, 'kind' | 'facts'>): TokenUnavailableError {
  switch (kind) {
    case 'transient':
      return new TokenEndpointUnavailableError(facts);
    case 'rejected':
      return new CredentialsRejectedError(facts);
    case 'misconfigured':
      return new TokenEndpointMisconfiguredError(facts);
    case 'unreadable':
      return new CredentialsUnavailableError(facts);
    case 'malformed':
      return new MalformedTokenResponseError(facts);
  }
}
