const facts = {
  identity: { account: 'a', environment: 'demo', baseURL: 'https://api.example', clientId: 'id' },
  reason: 'it answered 503',
};
const refused = { operation: 'invoices.create', account: 'a', status: 400, outcome: 'refused' };

/** Every error that the main entry exports and that can be made: its code, and what it is made of. */
export const EXPORTED_ERRORS: Readonly<Record<string, readonly [code: string, parameters: unknown[]]>> = {
  AccountClosedError: ['ACCOUNT_CLOSED', ['a']],
  ApiBadRequestError: ['API_BAD_REQUEST', [refused]],
  ApiError: ['API_REFUSED', [refused]],
  ApiForbiddenError: ['API_FORBIDDEN', [refused]],
  ApiNotFoundError: ['API_NOT_FOUND', [refused]],
  ApiRateLimitedError: ['API_RATE_LIMITED', [refused]],
  ApiRouteNotFoundError: ['API_ROUTE_NOT_FOUND', [refused]],
  ApiUnauthorizedError: ['API_UNAUTHORIZED', [refused]],
  ApiUnavailableError: ['API_UNAVAILABLE', [refused]],
  ApiUnprocessableError: ['API_UNPROCESSABLE', [refused]],
  CallAbortedError: ['CALL_ABORTED', [refused]],
  CallTimedOutError: ['CALL_TIMED_OUT', ['GET /customers', 100, 'token', false, 'calls.timeoutMs']],
  ConnectionFailedError: ['CONNECTION_FAILED', [refused, 'read ECONNRESET', undefined]],
  CredentialsRejectedError: ['CREDENTIALS_REJECTED', [facts]],
  CredentialsUnavailableError: ['CREDENTIALS_UNAVAILABLE', [facts]],
  ForeignOriginError: ['FOREIGN_ORIGIN', ['https://api.example', 'https://elsewhere.example']],
  InterceptorMissingError: ['INTERCEPTOR_MISSING', ['a', 'GET /customers']],
  InvalidArgumentError: ['INVALID_ARGUMENT', ['"alternativePayments.priority" is unknown.']],
  InvalidOptionsError: ['INVALID_OPTIONS', ['a', ['"clientId" is missing.']]],
  InvalidRegistrationError: ['INVALID_REGISTRATION', ['The name "a" is registered twice.']],
  MalformedTokenResponseError: ['MALFORMED_TOKEN_RESPONSE', [facts]],
  PageIterationError: ['PAGE_ITERATION_FAILED', [refused, 'it stands still', 'Report it.']],
  RateQueueFullError: ['RATE_QUEUE_FULL', ['a', 100, false]],
  RedirectRefusedError: ['REDIRECT_REFUSED', [302, 'GET /customers', undefined]],
  TenantNotFoundError: ['TENANT_NOT_FOUND', ['t']],
  TenantNotResolvedError: ['TENANT_NOT_RESOLVED', ['t', 'it is unknown', 'Add it.']],
  TokenEndpointMisconfiguredError: ['TOKEN_ENDPOINT_MISCONFIGURED', [facts]],
  TokenEndpointUnavailableError: ['TOKEN_ENDPOINT_UNAVAILABLE', [facts]],
  UnexpectedAnswerError: ['UNEXPECTED_ANSWER', [refused, 201, 'it has no id']],
  UnsupportedTransportError: ['UNSUPPORTED_TRANSPORT', ['Remove "adapter".']],
};

/** Those that only others extend. */
export const ABSTRACT_ERRORS = ['AlternativePaymentsError', 'TokenUnavailableError'];
