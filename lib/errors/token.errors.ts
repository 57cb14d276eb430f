import type { AccountIdentity } from './account-identity.js';
import { AlternativePaymentsError } from './alternative-payments.error.js';

/** What is known of a failed attempt to obtain a token. */
export interface TokenFailureFacts {
  readonly identity: AccountIdentity;
  /** One clause that says what happened, such as `it answered 503`. */
  readonly reason: string;
  /** Sentences that say what to do, in place of the usual ones. */
  readonly remedy?: string;
  /** HTTP status of the token endpoint's answer, if it gave one. */
  readonly status?: number;
  /** How long the server asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Before this instant no further token request is sent. */
  readonly nextAttemptAt?: Date;
  readonly cause?: unknown;
}

/**
 * No usable token can be had at this moment. Thrown by `TokenService` and, in place of an answer, by
 * the module's `HttpService`; the request that needed the token was not sent. Every caller gets an object of its own.
 */
export abstract class TokenUnavailableError extends AlternativePaymentsError {
  /** Name of the account. */
  readonly account: string;
  /** HTTP status of the token endpoint's answer, if it gave one. */
  readonly status?: number;
  /** How long the server asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Before this instant no further token request is sent. */
  readonly nextAttemptAt?: Date;

  constructor(problem: string, remedy: string, facts: TokenFailureFacts) {
    const next = facts.nextAttemptAt
      ? ` The next attempt is not before ${facts.nextAttemptAt.toISOString()}.`
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
 * The token endpoint is out of reach, silent, overloaded or broken, or something on the way (a proxy, a firewall, a page)
 * has answered in its place. It says nothing of the API key. Most of it passes by itself; the message says what does not.
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

/** The token endpoint refuses the credentials. It lasts until somebody mends them. */
export class CredentialsRejectedError extends TokenUnavailableError {
  override readonly name = 'CredentialsRejectedError';
  readonly code = 'CREDENTIALS_REJECTED';

  constructor(facts: TokenFailureFacts) {
    const { account, environment, baseURL, clientId } = facts.identity;
    super(
      `The credentials of account "${account}" (environment ${environment}, ${baseURL}, client id "${clientId}") were rejected: ${facts.reason}.`,
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
      'Check the function given as "credentials" or "tenants.resolve", and whatever it asks. A registration without credentials only opens accounts of tenants.',
      facts,
    );
  }
}

/** Something answers at the token endpoint's address that is not the token endpoint, or not as configured. */
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

/** The token endpoint reported success but its answer holds no usable token. Nothing of it is kept. */
export class MalformedTokenResponseError extends TokenUnavailableError {
  override readonly name = 'MalformedTokenResponseError';
  readonly code = 'MALFORMED_TOKEN_RESPONSE';

  constructor(facts: TokenFailureFacts) {
    super(
      `The answer of the token endpoint of ${facts.identity.baseURL} (account "${facts.identity.account}") is no usable token: ${facts.reason}.`,
      'If this lasts, something between you and the API (a proxy, a login page) may be answering in its place.',
      facts,
    );
  }
}
