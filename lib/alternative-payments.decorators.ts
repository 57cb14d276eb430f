import { Inject } from '@nestjs/common';
import {
  getAlternativePaymentsToken,
  getHttpServiceToken,
  getTenantsToken,
  getTokenServiceToken,
} from './alternative-payments.tokens.js';

/**
 * Injects an account's `AlternativePaymentsClient`.
 *
 * @param name name of the account; omit it for the default one
 *
 * @example
 * constructor(@InjectAlternativePayments('eu-1') private readonly api: AlternativePaymentsClient) {}
 */
export function InjectAlternativePayments(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getAlternativePaymentsToken(name));
}

/**
 * Injects an account's `HttpService`. Unlike the plain class, it gives the same service in every module.
 *
 * @param name name of the account; omit it for the default one
 *
 * @example
 * constructor(@InjectHttpService('eu-1') private readonly http: HttpService) {}
 */
export function InjectHttpService(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getHttpServiceToken(name));
}

/**
 * Injects an account's `TokenService`.
 *
 * @param name name of the account; omit it for the default one
 *
 * @example
 * constructor(@InjectTokenService('eu-1') private readonly tokens: TokenService) {}
 */
export function InjectTokenService(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getTokenServiceToken(name));
}

/**
 * Injects the accounts of a registration's tenants.
 *
 * @param name name of the registration; omit it for the default one
 *
 * @example
 * constructor(@InjectTenants('eu-1') private readonly tenants: AlternativePaymentsTenants) {}
 */
export function InjectTenants(name?: string): PropertyDecorator & ParameterDecorator {
  return Inject(getTenantsToken(name));
}
