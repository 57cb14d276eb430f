import { accountName, DEFAULT_ACCOUNT } from './config/account-name.js';

/**
 * Injection token of an account's `AlternativePaymentsClient`. For the default account, the class itself works
 * as well.
 *
 * @param name name of the account; omit it for the default one
 *
 * @example
 * Test.createTestingModule({ imports: [AppModule] }).overrideProvider(getAlternativePaymentsToken('eu-1')).useValue(fake)
 */
export function getAlternativePaymentsToken(name?: string): string {
  return `ALTERNATIVE_PAYMENTS:CLIENT:${accountName(name)}`;
}

/**
 * Injection token of an account's `HttpService`, for providers that override it in tests.
 *
 * @param name name of the account; omit it for the default one
 *
 * @example
 * Test.createTestingModule({ imports: [AppModule] }).overrideProvider(getHttpServiceToken('eu-1')).useValue(fake)
 */
export function getHttpServiceToken(name?: string): string {
  return `ALTERNATIVE_PAYMENTS:HTTP_SERVICE:${accountName(name)}`;
}

/**
 * Injection token of an account's `TokenService`. For the default account, the class itself works as well.
 *
 * @param name name of the account; omit it for the default one
 */
export function getTokenServiceToken(name?: string): string {
  return `ALTERNATIVE_PAYMENTS:TOKEN_SERVICE:${accountName(name)}`;
}

/**
 * Injection token of the `AlternativePaymentsTenants` of a registration. For the default one, the class
 * itself works as well.
 *
 * @param name name of the registration; omit it for the default one
 */
export function getTenantsToken(name?: string): string {
  return `ALTERNATIVE_PAYMENTS:TENANTS:${accountName(name)}`;
}

/** Whether the account is the one that is injected by class. */
export function isDefaultAccount(name?: string): boolean {
  return accountName(name) === DEFAULT_ACCOUNT;
}
