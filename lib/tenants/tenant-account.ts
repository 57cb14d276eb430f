import type { HttpService } from '@nestjs/axios';
import type { TokenService } from '../token/token.service.js';

/**
 * What works for one tenant. It is bound to the name of the tenant and may be kept for as long as the application runs:
 * the tenant's account is opened at the first use, and again when it was closed meanwhile.
 */
export interface TenantAccount {
  readonly httpService: HttpService;
  readonly tokenService: TokenService;
}
