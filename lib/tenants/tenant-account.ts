import type { HttpService } from '@nestjs/axios';
import type { TokenService } from '../token/token.service.js';

/** The account of a tenant. Get it for each piece of work, and do not keep it. */
export interface TenantAccount {
  readonly httpService: HttpService;
  readonly tokenService: TokenService;
}
