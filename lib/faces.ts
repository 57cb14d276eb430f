import { HttpService } from '@nestjs/axios';
import type { InjectionToken, Type } from '@nestjs/common';
import { Account } from './account/account.js';
import {
  getHttpServiceToken,
  getTenantsToken,
  getTokenServiceToken,
  isDefaultAccount,
} from './alternative-payments.tokens.js';
import { AlternativePaymentsTenants } from './tenants/tenants.js';
import { TokenService } from './token/token.service.js';

/** The tenants of a registration, under the same token whatever its name is. */
export const TENANTS = 'ALTERNATIVE_PAYMENTS:TENANTS';

/** One thing of an account that is injected. */
export interface Face {
  readonly type: Type | typeof TokenService | typeof AlternativePaymentsTenants;
  readonly tokenOf: (name?: string) => string;
  /** Where the class itself is injected: in the whole application, or only in modules that import ours. */
  readonly byClass: 'everywhere' | 'importers';
  readonly inject: (name?: string) => InjectionToken[];
  readonly make: (...parts: never[]) => unknown;
}

/** All that is injected of an account. What is injectable more is one row more. */
export const FACES: readonly Face[] = [
  {
    type: HttpService,
    tokenOf: getHttpServiceToken,
    // Never in the whole application, or other modules would send our token by accident.
    byClass: 'importers',
    // It takes its token from what the container has, which may be a test's own.
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
