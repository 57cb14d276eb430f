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
  /** What everybody who asks meanwhile is told, by an error of their own: `errorOf()`. */
  readonly facts: TokenFailureFacts;
  /** Consecutive failures of this sort. */
  readonly count: number;
  /** How far the backoff has got. */
  readonly step: number;
  /** Whether the pause was cut short because a token is held; such a pause does not lengthen the next one. */
  readonly isCutShort: boolean;
  readonly nextAttemptAt: Deadline;
  /** Whether it came quickly and may be over in a moment. */
  readonly isQuick: boolean;
  /** The API key that was rejected. */
  readonly refused?: ClientCredentials;
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
  const follows =
    earlier !== undefined &&
    isRefusal(earlier.kind) === isRefusal(failure.kind) &&
    isSameKey(earlier.refused, failure.refused);
  const count = follows ? earlier.count + 1 : 1;
  // Or the many short pauses near the end of a token would make the first one after it the longest of all.
  const step = follows ? earlier.step + (earlier.isCutShort ? 0 : 1) : 1;
  const pause = pauseMs(failure, step, held, at, policy, random);
  const isCutShort = pause < pauseMs(failure, step, undefined, at, policy, random);
  const nextAttemptAt = after(at, pause);
  const { kind, refused, isQuick = false, isWordless: _, ...said } = failure;
  const facts = { ...said, identity, nextAttemptAt: toDate(nextAttemptAt, at) };
  return { kind, facts, count, step, isCutShort, nextAttemptAt, isQuick, refused };
}

/** Another key than the one that was refused starts with a clean slate. */
function isSameKey(one: ClientCredentials | undefined, other: ClientCredentials | undefined): boolean {
  return one === undefined || other === undefined || one.equals(other);
}

/** A new error for each caller: axios and others write into the errors that they pass on, such as their stack. */
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
