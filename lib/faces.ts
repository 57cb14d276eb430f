import { HttpService } from '@nestjs/axios';
import type { InjectionToken, Type } from '@nestjs/common';
import { Account } from './account/account.js';
import { AlternativePaymentsClient } from './api/alternative-payments-client.js';
import {
  getAlternativePaymentsToken,
  getHttpServiceToken,
  getTenantsToken,
  getTokenServiceToken,
  isDefaultAccount,
} from './alternative-payments.tokens.js';
import { AlternativePaymentsTenants } from './tenants/tenants.js';
import { TokenService } from './token/token.service.js';

/** The tenants of a registration. The token is the same for every registration. */
export const TENANTS = 'ALTERNATIVE_PAYMENTS:TENANTS';

/** A service of an account that can be injected. */
export interface Face {
  readonly type:
    Type | typeof AlternativePaymentsClient | typeof TokenService | typeof AlternativePaymentsTenants;
  readonly tokenOf: (name?: string) => string;
  /**
   * Where the class itself can be injected: in the whole application, or only in modules that import ours.
   */
  readonly byClass: 'everywhere' | 'importers';
  readonly inject: (name?: string) => InjectionToken[];
  readonly make: (...parts: never[]) => unknown;
}

/** All injectable services of an account. A further one needs one more row. */
export const FACES: readonly Face[] = [
  {
    type: AlternativePaymentsClient,
    tokenOf: getAlternativePaymentsToken,
    byClass: 'everywhere',
    // It sends through the container's HttpService, because a test may have replaced ours.
    inject: (name) => [Account, getHttpServiceToken(name)],
    make: (account: Account, http: HttpService) => account.makeClient(http),
  },
  {
    type: HttpService,
    tokenOf: getHttpServiceToken,
    // It is never injectable in the whole application, because other modules would send our token by
    // accident.
    byClass: 'importers',
    // It takes its tokens from the container, because a test may have replaced our token service there.
    inject: (name) => [Account, isDefaultAccount(name) ? TokenService : getTokenServiceToken(name)],
    make: (account: Account, tokens: TokenService) => account.makeHttpService(tokens),
  },
  {
    type: TokenService,
    tokenOf: getTokenServiceToken,
    byClass: 'everywhere',
    inject: () => [Account],
    make: (account: Account) => account.tokenService,
  },
  {
    type: AlternativePaymentsTenants,
    tokenOf: getTenantsToken,
    byClass: 'everywhere',
    inject: () => [TENANTS],
    make: (tenants: AlternativePaymentsTenants) => tenants,
  },
];
