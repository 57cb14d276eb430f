import type { AccountIdentity } from '../errors/account-identity.js';
import {
  CredentialsRejectedError,
  MalformedTokenResponseError,
  TokenEndpointMisconfiguredError,
  TokenEndpointUnavailableError,
  type TokenFailureFacts,
  type TokenUnavailableError,
} from '../errors/token.errors.js';
import { after, type Deadline, type Instant, toDate } from '../timing/instant.js';
import type { AccessToken } from './access-token.js';
import { pauseMs } from './attempt-timing.js';
import { isRefusal, type TokenFailure, type TokenFailureKind } from './token-failure.js';
import type { TokenPolicy } from './token-policy.js';

/** What is remembered while attempts keep failing: one error for everybody who asks meanwhile. */
export interface RefreshFailure {
  readonly kind: TokenFailureKind;
  readonly error: TokenUnavailableError;
  /** Consecutive failures of this sort. */
  readonly count: number;
  readonly nextAttemptAt: Deadline;
}

/** What to remember of a failure, following on what was remembered of the ones before it. */
export function remember(
  failure: TokenFailure,
  earlier: RefreshFailure | undefined,
  held: AccessToken | undefined,
  at: Instant,
  policy: TokenPolicy,
  random: number,
  identity: AccountIdentity,
): RefreshFailure {
  // A refusal after a long outage is the first of its sort, and gets the short first pause.
  const follows = earlier !== undefined && isRefusal(earlier.kind) === isRefusal(failure.kind);
  const count = follows ? earlier.count + 1 : 1;
  const nextAttemptAt = after(at, pauseMs(failure, count, held, at, policy, random));
  const { kind, ...facts } = failure;
  const error = errorOf(kind, { ...facts, identity, nextAttemptAt: toDate(nextAttemptAt, at) });
  return { kind, error, count, nextAttemptAt };
}

function errorOf(kind: TokenFailureKind, facts: TokenFailureFacts): TokenUnavailableError {
  switch (kind) {
    case 'transient':
      return new TokenEndpointUnavailableError(facts);
    case 'rejected':
      return new CredentialsRejectedError(facts);
    case 'misconfigured':
      return new TokenEndpointMisconfiguredError(facts);
    case 'malformed':
      return new MalformedTokenResponseError(facts);
  }
}
