import type { HttpService } from '@nestjs/axios';
import type { AlternativePaymentsClient } from '../api/alternative-payments-client.js';
import type { TokenService } from '../token/token.service.js';

/**
 * The services of one tenant. They are bound to the name of the tenant and may be kept for as long as the
 * application runs. The tenant's account is opened at the first use, and again if it was closed meanwhile.
 */
export interface TenantAccount {
  readonly client: AlternativePaymentsClient;
  readonly httpService: HttpService;
  readonly tokenService: TokenService;
}
