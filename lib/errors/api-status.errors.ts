import { ApiError, type ApiErrorFacts } from './api.error.js';
import { CHECK_FIRST } from './failed-call.js';

/** 400: the request is malformed or lacks a field, or what has to be unique, such as `external_id`, is taken. */
export class ApiBadRequestError extends ApiError {
  override readonly name = 'ApiBadRequestError';
  override readonly code = 'API_BAD_REQUEST';

  constructor(facts: ApiErrorFacts) {
    super(facts, 'Correct the request before you send it again.');
  }
}

/** 401: the API does not accept the token, even after it was renewed. */
export class ApiUnauthorizedError extends ApiError {
  override readonly name = 'ApiUnauthorizedError';
  override readonly code = 'API_UNAUTHORIZED';

  constructor(facts: ApiErrorFacts) {
    super(
      facts,
      `Check that the API key of account "${facts.account}" was not revoked and belongs to this environment, or check the token that you have given to this call.`,
    );
  }
}

/** The facts of a 403, and the scope that would have been needed. */
export interface ApiForbiddenErrorFacts extends ApiErrorFacts {
  readonly scope?: string;
  /** The scope that is probably needed, where the vendor's reference names none. */
  readonly probableScope?: string;
}

/** 403: the API key may not do this. It probably lacks a scope. */
export class ApiForbiddenError extends ApiError {
  override readonly name = 'ApiForbiddenError';
  override readonly code = 'API_FORBIDDEN';
  /** The scope that the operation needs, or probably needs; undefined where nothing is known. */
  readonly scope: string | undefined;

  constructor(facts: ApiForbiddenErrorFacts) {
    super(facts, scopeRemedy(facts));
    this.scope = facts.scope ?? facts.probableScope;
  }
}

function scopeRemedy({ account, operation, scope, probableScope }: ApiForbiddenErrorFacts): string {
  const need =
    scope === undefined && probableScope === undefined
      ? `The API key of account "${account}" may lack a scope.`
      : `${operation} ${scope === undefined ? 'probably ' : ''}needs the scope "${scope ?? probableScope}", which the API key of account "${account}" may lack.`;
  return `${need} Scopes are chosen when a key is generated, so generate another key with it.`;
}

/** 404: the API knows nothing with this id in this environment. */
export class ApiNotFoundError extends ApiError {
  override readonly name: string = 'ApiNotFoundError';
  override readonly code: string = 'API_NOT_FOUND';

  constructor(
    facts: ApiErrorFacts,
    remedy = 'Check the id, and that it belongs to this environment: production and demo have separate data.',
  ) {
    super(facts, remedy);
  }
}

/**
 * 404 with a plain text in place of JSON: the API does not know the path, so the base URL or the path is
 * wrong. This says nothing about whether an object with the id exists.
 */
export class ApiRouteNotFoundError extends ApiNotFoundError {
  override readonly name = 'ApiRouteNotFoundError';
  override readonly code = 'API_ROUTE_NOT_FOUND';

  constructor(facts: ApiErrorFacts) {
    super(
      facts,
      'There is no such route, which says nothing about the id: check "baseURL" and the path of the request.',
    );
  }
}

/** 422: the API understands the request, but one of its rules forbids it. */
export class ApiUnprocessableError extends ApiError {
  override readonly name = 'ApiUnprocessableError';
  override readonly code = 'API_UNPROCESSABLE';

  constructor(facts: ApiErrorFacts) {
    super(facts, 'Correct the values before you send it again.');
  }
}

/** 429: the rate limit of the API key is exceeded, even after the repeats that the account allows. */
export class ApiRateLimitedError extends ApiError {
  override readonly name = 'ApiRateLimitedError';
  override readonly code = 'API_RATE_LIMITED';

  constructor(facts: ApiErrorFacts) {
    super(
      facts,
      'Spread the work over more time, and check which other processes use the same API key and whether they share its rate.',
    );
  }
}

/** 5xx: the API, or something in front of it, fails. */
export class ApiUnavailableError extends ApiError {
  override readonly name = 'ApiUnavailableError';
  override readonly code = 'API_UNAVAILABLE';

  constructor(facts: ApiErrorFacts) {
    super(
      facts,
      facts.outcome === 'unknown'
        ? CHECK_FIRST
        : 'Try again later, and ask the support of the vendor if this lasts.',
    );
  }
}
