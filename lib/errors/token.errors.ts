import type { AccountIdentity } from './account-identity.js';
import { AlternativePaymentsError } from './alternative-payments.error.js';

/** The facts of a failed attempt to obtain a token. */
export interface TokenFailureFacts {
  readonly identity: AccountIdentity;
  /** One clause that says what happened, such as `it answered 503`. */
  readonly reason: string;
  /** A sentence that says what to do, replacing the default remedy. */
  readonly remedy?: string;
  /** HTTP status of the token endpoint's answer, if it answered. */
  readonly status?: number;
  /** Pause that the server asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** No further token request is sent before this time. */
  readonly nextAttemptAt?: Date;
  readonly cause?: unknown;
}

/**
 * No usable token can be obtained at this moment. `TokenService` throws this error, and so does the module's
 * `HttpService`; the request that needed the token was not sent. Every caller gets an error object of its
 * own.
 */
export abstract class TokenUnavailableError extends AlternativePaymentsError {
  /** Name of the account. */
  readonly account: string;
  /** HTTP status of the token endpoint's answer, if it answered. */
  readonly status?: number;
  /** Pause that the server asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** No further token request is sent before this time. */
  readonly nextAttemptAt?: Date;

  constructor(problem: string, remedy: string, facts: TokenFailureFacts) {
    const next = facts.nextAttemptAt
      ? ` There is no further attempt before ${facts.nextAttemptAt.toISOString()}.`
      : '';
    super(
      `${problem} ${facts.remedy ?? remedy}${next}`,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.account = facts.identity.account;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.nextAttemptAt = facts.nextAttemptAt;
  }
}

/**
 * The token endpoint cannot be reached, does not answer, is overloaded or broken, or something on the way (a
 * proxy or a firewall) has answered in its place. This says nothing about the API key. Most of these failures
 * pass by themselves; the message says which do not.
 */
export class TokenEndpointUnavailableError extends TokenUnavailableError {
  override readonly name = 'TokenEndpointUnavailableError';
  readonly code = 'TOKEN_ENDPOINT_UNAVAILABLE';

  constructor(facts: TokenFailureFacts) {
    super(
      `No access token from ${facts.identity.baseURL} (account "${facts.identity.account}"): ${facts.reason}.`,
      'If this lasts, check the network, the proxy (option "http") and the status of the API.',
      facts,
    );
  }
}

/** The token endpoint refuses the credentials. This lasts until somebody corrects them. */
export class CredentialsRejectedError extends TokenUnavailableError {
  override readonly name = 'CredentialsRejectedError';
  readonly code = 'CREDENTIALS_REJECTED';

  constructor(facts: TokenFailureFacts) {
    const { account, environment, baseURL, clientId } = facts.identity;
    super(
      `The credentials of account "${account}" (environment ${environment}, ${baseURL}, client id "${clientId}") were refused: ${facts.reason}.`,
      'Check that id and secret are those of one API key, that the key was not revoked, and that it belongs to this environment: production and demo have separate keys.',
      facts,
    );
  }
}

/** The API key could not be read: the function `credentials`, or a tenant's `resolve`, failed. Nothing was sent. */
export class CredentialsUnavailableError extends TokenUnavailableError {
  override readonly name = 'CredentialsUnavailableError';
  readonly code = 'CREDENTIALS_UNAVAILABLE';

  constructor(facts: TokenFailureFacts) {
    super(
      `The credentials of account "${facts.identity.account}" could not be read: ${facts.reason}.`,
      'Check the function given as "credentials" or "tenants.resolve", and the service that it calls; a registration without credentials only opens accounts of tenants.',
      facts,
    );
  }
}

/**
 * The address of the token endpoint is answered by something else, or the endpoint is not configured as
 * expected.
 */
export class TokenEndpointMisconfiguredError extends TokenUnavailableError {
  override readonly name = 'TokenEndpointMisconfiguredError';
  readonly code = 'TOKEN_ENDPOINT_MISCONFIGURED';

  constructor(facts: TokenFailureFacts) {
    super(
      `The token endpoint of ${facts.identity.baseURL} (account "${facts.identity.account}") cannot be used: ${facts.reason}.`,
      'Check "environment" or "baseURL", and "tokenRequest.scope" if you set it.',
      facts,
    );
  }
}

/**
 * The token endpoint reported success, but its answer holds no usable token. Nothing of the answer is kept.
 */
export class MalformedTokenResponseError extends TokenUnavailableError {
  override readonly name = 'MalformedTokenResponseError';
  readonly code = 'MALFORMED_TOKEN_RESPONSE';

  constructor(facts: TokenFailureFacts) {
    super(
      `The answer of the token endpoint of ${facts.identity.baseURL} (account "${facts.identity.account}") holds no usable token: ${facts.reason}.`,
      'If this lasts, something between you and the API (a proxy, a login page) may be answering in its place.',
      facts,
    );
  }
}
