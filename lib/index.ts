export { AlternativePaymentsTenants } from './tenants/tenants.js';
export type { TenantAccount } from './tenants/tenant-account.js';
export type { TenantCounts } from './tenants/tenant-counts.js';
export {
  InjectAlternativePayments,
  InjectTenants,
  InjectHttpService,
  InjectTokenService,
} from './alternative-payments.decorators.js';
export type {
  AlternativePaymentsModuleAsyncOptions,
  AlternativePaymentsOptionsFactory,
  AlternativePaymentsRegistration,
} from './alternative-payments.interfaces.js';
export { AlternativePaymentsModule } from './alternative-payments.module.js';
export {
  getAlternativePaymentsToken,
  getTenantsToken,
  getHttpServiceToken,
  getTokenServiceToken,
} from './alternative-payments.tokens.js';
export { isKnown, type Open } from './api/types/open.js';
export { INVOICE_STATUSES } from './api/types/invoice.js';
export { PAYMENT_REQUEST_STATUSES } from './api/types/payment-request.js';
export {
  PAYMENT_FEE_TYPES,
  PAYMENT_METHOD_KINDS,
  PAYMENT_STATUSES,
  PAYMENT_TYPES,
} from './api/types/payment.js';
export { PAYOUT_FEE_TYPES, PAYOUT_STATUSES } from './api/types/payout.js';
export { WEBHOOK_TOPICS } from './api/types/webhook.js';
/**
 * What the API takes and answers. Where your account has fields that this package does not know, add them:
 *
 * @example
 * declare module 'nestjs-alternative-payments' {
 *   namespace AlternativePayments {
 *     interface Customer {
 *       readonly loyalty_number?: string;
 *     }
 *   }
 * }
 */
export type * as AlternativePayments from './api/types/index.js';
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
export { AlternativePaymentsClient } from './api/alternative-payments-client.js';
export type { ApiAnswer, ApiPromise } from './api/calls/api-promise.js';
export type { ApiCallOptions } from './api/calls/call-options.js';
export { centsToDollars, dollarsToCents } from './api/calls/money.js';
export type { Page } from './api/calls/page.js';
export type { PagePromise } from './api/calls/page-promise.js';
export type { RawRequest } from './api/calls/request.js';
export type { Checkout } from './api/groups/checkout.js';
export type { Customers } from './api/groups/customers.js';
export type { Invoices } from './api/groups/invoices.js';
export type { PaymentMethods } from './api/groups/payment-methods.js';
export type { PaymentRequests } from './api/groups/payment-requests.js';
export type { Payments } from './api/groups/payments.js';
export type { Payouts } from './api/groups/payouts.js';
export type { Webhooks } from './api/groups/webhooks.js';
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
} from './observation/token-events.js';
export { TokenService } from './token/token.service.js';
export type { TokenLifetime } from './token/source/token-response.js';
export type { TokenSnapshot, TokenStateName } from './token/token-snapshot.js';
