export { AlternativePaymentsTenants } from './tenants/tenants.js';
export type { TenantAccount } from './tenants/tenant-account.js';
export type { TenantCounts } from './tenants/tenant-counts.js';
export { InjectTenants, InjectHttpService, InjectTokenService } from './alternative-payments.decorators.js';
export type {
  AlternativePaymentsModuleAsyncOptions,
  AlternativePaymentsOptionsFactory,
  AlternativePaymentsRegistration,
} from './alternative-payments.interfaces.js';
export { AlternativePaymentsModule } from './alternative-payments.module.js';
export { getTenantsToken, getHttpServiceToken, getTokenServiceToken } from './alternative-payments.tokens.js';
export {
  type AlternativePaymentsConfig,
  type AlternativePaymentsConfigExtras,
  type AlternativePaymentsConfigProvider,
  alternativePaymentsConfig,
  alternativePaymentsConfigFor,
} from './config/namespace.js';
export type { AccountOptions, WarmUp } from './config/account-options.js';
export type { AlternativePaymentsEnvironment } from './config/environment-options.js';
export type { PacingOptions } from './config/pacing-options.js';
export type { TokenRequestOptions } from './config/token-request-options.js';
export type { AlternativePaymentsModuleOptions } from './config/module-options.js';
export type { TenantsOptions, TenantOptions } from './config/tenants-options.js';
export type { ApiKeyPair, CredentialsProvider } from './config/credentials-options.js';
export type { TokenStoreOptions } from './config/token-store-options.js';
export type { CallOptions } from './config/call-options.js';
export { ApiExceptionFilter } from './api/api-exception.filter.js';
export { toHttpException } from './api/to-http-exception.js';
export type { AccountIdentity } from './errors/account-identity.js';
export { AccountClosedError } from './errors/account-closed.error.js';
export { AlternativePaymentsError, isAlternativePaymentsError } from './errors/alternative-payments.error.js';
export { ApiError, type ApiErrorFacts } from './errors/api.error.js';
export {
  ApiBadRequestError,
  ApiForbiddenError,
  type ApiForbiddenErrorFacts,
  ApiNotFoundError,
  ApiRateLimitedError,
  ApiRouteNotFoundError,
  ApiUnauthorizedError,
  ApiUnavailableError,
  ApiUnprocessableError,
} from './errors/api-status.errors.js';
export { CallAbortedError } from './errors/call-aborted.error.js';
export { type CallPhase, CallTimedOutError } from './errors/call-timed-out.error.js';
export { ConnectionFailedError } from './errors/connection-failed.error.js';
export type { CallOutcome, FailedCallFacts } from './errors/failed-call.js';
export { ForeignOriginError } from './errors/foreign-origin.error.js';
export { InterceptorMissingError } from './errors/interceptor-missing.error.js';
export { InvalidArgumentError } from './errors/invalid-argument.error.js';
export { InvalidOptionsError } from './errors/invalid-options.error.js';
export { InvalidRegistrationError } from './errors/invalid-registration.error.js';
export { PageIterationError, type PageIterationFacts } from './errors/page-iteration.error.js';
export { RateQueueFullError } from './errors/rate-queue-full.error.js';
export { RedirectRefusedError } from './errors/redirect-refused.error.js';
export { TenantNotFoundError } from './errors/tenant-not-found.error.js';
export { TenantNotResolvedError } from './errors/tenant-not-resolved.error.js';
export {
  CredentialsRejectedError,
  CredentialsUnavailableError,
  MalformedTokenResponseError,
  TokenEndpointMisconfiguredError,
  TokenEndpointUnavailableError,
  TokenUnavailableError,
} from './errors/token.errors.js';
export { UnexpectedAnswerError } from './errors/unexpected-answer.error.js';
export { UnsupportedTransportError } from './errors/unsupported-transport.error.js';
export { isOutcomeUnknown } from './http/outcome.js';
export type { AlternativePaymentsRequestOptions } from './http/request-options.js';
export { MemoryTokenStore } from './store/memory-token-store.js';
export type { RateQueue } from './pacing/rate-budget.js';
export type { SharedRateBudget, SharedRateLimit } from './pacing/shared-rate.js';
export type { StoredToken, TokenStore, TokenStoreEntry } from './store/token-store.js';
export type {
  RefreshReason,
  TokenEvent,
  TokenEventFacts,
  TokenExpiredEvent,
  TokenFailedEvent,
  TokenInvalidatedEvent,
  TokenRefreshedEvent,
  TokenOrigin,
} from './token/token-events.js';
export { TokenService } from './token/token.service.js';
export type { TokenLifetime } from './token/source/token-response.js';
export type { TokenSnapshot, TokenStateName } from './token/token-snapshot.js';
