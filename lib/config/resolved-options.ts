import type { AxiosRequestConfig } from 'axios';
import type { AccountIdentity } from '../errors/account-identity.js';
import type { CallOptions } from './call-options.js';
import type { ClientCredentials } from './client-credentials.js';
import type { RefreshOptions } from './refresh-options.js';
import type { PacingOptions, TokenRequestOptions, WarmUp } from './options.js';

/** The options of one account after validation, with every default filled in. */
export interface ResolvedOptions {
  readonly identity: AccountIdentity;
  readonly credentials: ClientCredentials;
  readonly warmUp: WarmUp;
  readonly tokenRequest: Readonly<Required<TokenRequestOptions>>;
  readonly pacing: Readonly<Required<PacingOptions>> | false;
  readonly refresh: Readonly<Required<RefreshOptions>>;
  readonly calls: Readonly<Required<CallOptions>>;
  readonly http: AxiosRequestConfig;
}
